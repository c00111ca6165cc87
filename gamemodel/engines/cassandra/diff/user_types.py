"""Differences between user types."""

from __future__ import annotations

from collections.abc import Iterable

from gamemodel.engines.cassandra.changes.user_types import AddType, AddTypeField, DropType
from gamemodel.engines.cassandra.dialect.types import parse
from gamemodel.engines.cassandra.diff import refusals
from gamemodel.engines.cassandra.diff.phases import Phases
from gamemodel.engines.cassandra.schema import Schema, Table, UserType


def diff_types(old: Schema, new: Schema, keyspace: str, phases: Phases) -> None:
    before = {each.name: each for each in old.types}
    after = {each.name for each in new.types}
    for type_ in _by_need(new.types):
        if type_.name not in before:
            phases.types.append(AddType(keyspace, type_))
        elif before[type_.name] != type_:
            _type(before[type_.name], type_, old, keyspace, phases)
    gone = [type_ for type_ in reversed(_by_need(old.types)) if type_.name not in after]
    phases.drop_types += [DropType(keyspace, type_.name) for type_ in gone]


def _type(old: UserType, new: UserType, schema: Schema, keyspace: str, phases: Phases) -> None:
    """Fields are only ever added at the end, and to no type that a partition key holds."""
    added = new.fields[len(old.fields) :]
    tables = [t.name for t in schema.tables if _keys_with(t, old.name, schema)]
    if new.fields[: len(old.fields)] != old.fields:
        phases.refused.append(refusals.type_changed(keyspace, old, new))
    elif tables:
        phases.refused.append(refusals.type_in_key(keyspace, old, new, tables))
    else:
        phases.types += [AddTypeField(keyspace, old.name, name, cql) for name, cql in added]


def _keys_with(table: Table, type_: str, schema: Schema) -> bool:
    """Whether a partition key column of the table holds the user type, directly or within another one."""
    wanted = [n for c in table.columns if c.name in table.partition for n in parse(c.type).user_types()]
    while wanted:
        name = wanted.pop()
        if name == type_:
            return True
        known = schema.type(name)
        wanted += [n for _, cql in known.fields for n in parse(cql).user_types()] if known else []
    return False


def _by_need(types: Iterable[UserType]) -> list[UserType]:
    """The types so that each comes after those it holds."""
    known = {each.name: each for each in types}
    placed: dict[str, UserType] = {}

    def place(name: str) -> None:
        if name in placed or name not in known:
            return
        for _, cql in known[name].fields:
            for inner in parse(cql).user_types():
                if inner != name:
                    place(inner)
        placed[name] = known[name]

    for name in known:
        place(name)
    return list(placed.values())
