"""(old, new, hints) -> changes in the order the server takes them, and what it cannot do in place, with the way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from gamemodel.change import Change, Difference, Hints, Refusal
from gamemodel.engines.cassandra.changes.columns import AddColumn, DropColumn, MaskColumn, RenameColumn
from gamemodel.engines.cassandra.changes.indexes import AddIndex, DropIndex
from gamemodel.engines.cassandra.changes.keyspaces import AddKeyspace, AlterKeyspace, DropKeyspace
from gamemodel.engines.cassandra.changes.tables import AddTable, AlterOptions, DropTable
from gamemodel.engines.cassandra.changes.user_types import AddType, AddTypeField, DropType
from gamemodel.engines.cassandra.changes.views import AddView, DropView
from gamemodel.engines.cassandra.dialect.options import CUSTOM, altered
from gamemodel.engines.cassandra.dialect.types import parse
from gamemodel.engines.cassandra.diff import refusals
from gamemodel.engines.cassandra.schema import Column, Schema, Table, UserType, View
from gamemodel.engines.cassandra.types import comes_back


@dataclass(slots=True)
class _Phases:
    """The changes found, by when they can be applied; drops of what depends come first, of what is depended on last."""

    keyspace: list[Change[Schema]] = field(default_factory=list)
    drop_views: list[Change[Schema]] = field(default_factory=list)
    drop_indexes: list[Change[Schema]] = field(default_factory=list)
    types: list[Change[Schema]] = field(default_factory=list)
    tables: list[Change[Schema]] = field(default_factory=list)
    columns: list[Change[Schema]] = field(default_factory=list)
    options: list[Change[Schema]] = field(default_factory=list)
    drop_columns: list[Change[Schema]] = field(default_factory=list)
    indexes: list[Change[Schema]] = field(default_factory=list)
    views: list[Change[Schema]] = field(default_factory=list)
    drop_tables: list[Change[Schema]] = field(default_factory=list)
    drop_types: list[Change[Schema]] = field(default_factory=list)
    drop_keyspace: list[Change[Schema]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def difference(self) -> Difference[Schema]:
        phases = (
            *(self.keyspace, self.drop_views, self.drop_indexes, self.types, self.tables, self.columns, self.options),
            *(self.drop_columns, self.indexes, self.views, self.drop_tables, self.drop_types, self.drop_keyspace),
        )
        return Difference(tuple(change for phase in phases for change in phase), tuple(self.refused))


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """What leads from `old` to `new`. Columns that `old` remembers as dropped decide what may be added back."""
    if old == new:
        return Difference()
    phases = _Phases()
    name = new.name or old.name
    if old.keyspace and new.keyspace and old.name != new.name:
        phases.refused.append(refusals.keyspace_renamed(old.name, new.name))
        return phases.difference()
    if new.keyspace and not old.keyspace:
        phases.keyspace.append(AddKeyspace(new.keyspace))
    elif old.keyspace and not new.keyspace:
        phases.drop_keyspace.append(DropKeyspace(old.name))
    elif old.keyspace and new.keyspace and old.keyspace != new.keyspace:
        phases.keyspace.append(AlterKeyspace(name, new.keyspace.durable_writes))
    _types(old, new, name, phases)
    _tables(old, new, name, hints, phases)
    _views(old, new, name, phases)
    phases.refused += refusals.others(old, new, name)
    return phases.difference()


def _types(old: Schema, new: Schema, keyspace: str, phases: _Phases) -> None:
    before, after = _named(old.types), _named(new.types)
    for type_ in _by_need(new.types):
        if type_.name not in before:
            phases.types.append(AddType(keyspace, type_))
        elif before[type_.name] != type_:
            _type(before[type_.name], type_, old, keyspace, phases)
    gone = [type_ for type_ in reversed(_by_need(old.types)) if type_.name not in after]
    phases.drop_types += [DropType(keyspace, type_.name) for type_ in gone]


def _type(old: UserType, new: UserType, schema: Schema, keyspace: str, phases: _Phases) -> None:
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


def _tables(old: Schema, new: Schema, keyspace: str, hints: Hints, phases: _Phases) -> None:
    before, after = _named(old.tables), _named(new.tables)
    renamed = {new_name: old_name for old_name, new_name in hints.renames}
    for table in new.tables:
        origin = before.get(renamed.get(f"{keyspace}.{table.name}", "").removeprefix(f"{keyspace}."))
        if table.name in before:
            _table(before[table.name], table, new, keyspace, hints, phases)
        elif origin is not None and origin.name not in after:
            phases.refused.append(refusals.table_renamed(keyspace, origin.name, table.name))
        else:
            phases.tables.append(AddTable(keyspace, _bare(table)))
            phases.indexes += [AddIndex(keyspace, table.name, each) for each in table.indexes]
    for table in old.tables:
        if table.name not in after and f"{keyspace}.{table.name}" not in (o for o, _ in hints.renames):
            phases.drop_indexes += [DropIndex(keyspace, table.name, each.name) for each in table.indexes]
            phases.drop_tables.append(DropTable(keyspace, table.name))


def _bare(table: Table) -> Table:
    return replace(table, indexes=(), dropped=(), id="") if table.indexes or table.dropped or table.id else table


def _table(old: Table, new: Table, after: Schema, keyspace: str, hints: Hints, phases: _Phases) -> None:
    renames = _renames(old, new, keyspace, hints)
    if old == new and not renames:
        return
    names = dict(renames)
    if refused := refusals.key_changed(keyspace, old, new, names):
        phases.refused.append(refused)
        return
    for each in old.indexes:
        if new.index(each.name) != each:
            phases.drop_indexes.append(DropIndex(keyspace, old.name, each.name))
    phases.indexes += [AddIndex(keyspace, new.name, each) for each in new.indexes if old.index(each.name) != each]
    for was, now in renames:
        refused = refusals.rename(keyspace, old, new, was, now)
        if refused:
            phases.refused.append(refused)
        else:
            phases.columns.append(RenameColumn(keyspace, new.name, was, now))
    _columns(old, new, after, keyspace, hints, names, phases)
    if altered(old.options, new.options):
        refused = refusals.options(keyspace, new, after, old)
        if refused:
            phases.refused.append(refused)
        else:
            phases.options += _option_changes(keyspace, old, new)


def _option_changes(keyspace: str, old: Table, new: Table) -> Iterator[AlterOptions]:
    """One change for all options, and one for each custom property: Amazon Keyspaces takes one of those per statement."""
    names = sorted({name for name, _ in altered(old.options, new.options) if name.startswith(f"{CUSTOM}.")})
    given, wanted = dict(old.options), dict(new.options)
    steps = [{name: value for name, value in wanted.items() if name not in names}]
    steps[0] |= {name: given[name] for name in names if name in given}
    for name in names:
        steps.append({key: value for key, value in {**steps[-1], name: wanted.get(name)}.items() if value is not None})
    before = old.options
    for step in steps:
        after = tuple(sorted(step.items()))
        if altered(before, after):
            yield AlterOptions(keyspace, new.name, before, after)
        before = after


def _renames(old: Table, new: Table, keyspace: str, hints: Hints) -> tuple[tuple[str, str], ...]:
    """Declared renames of this table's columns that have not happened yet: (old name, new name)."""
    at = f"{keyspace}.{new.name}."
    found = []
    for was, now in hints.renames:
        if was.startswith(at) and now.startswith(at):
            names = was.removeprefix(at), now.removeprefix(at)
            if old.column(names[0]) and not new.column(names[0]) and new.column(names[1]) and not old.column(names[1]):
                found.append(names)
    return tuple(found)


def _columns(
    old: Table, new: Table, after: Schema, keyspace: str, hints: Hints, names: dict[str, str], phases: _Phases
) -> None:
    fills = dict(hints.fills)
    came = [each for each in new.columns if not old.column(each.name) and each.name not in names.values()]
    went = [each for each in old.columns if not new.column(each.name) and each.name not in names]
    alike = _look_alikes(went, came, f"{keyspace}.{new.name}", hints)
    for gone, fresh in alike:
        phases.refused.append(refusals.look_alike(keyspace, new.name, gone, fresh))
    unclear = {each.name for pair in alike for each in pair}
    for column in came:
        if column.name in unclear:
            continue
        subject = f"{keyspace}.{new.name}.{column.name}"
        fill = fills.get(subject, "")
        source = fill[1:-1] if fill.startswith("(") else ""
        refused = refusals.added(keyspace, old, new, column) or refusals.unfilled(
            subject, old, column, source, lacking=subject in hints.lacking
        )
        if refused:
            phases.refused.append(refused)
        else:
            phases.columns.append(AddColumn(keyspace, new.name, column, "" if source else fill, source))
    for column in went:
        if column.name in unclear:
            continue
        refused = refusals.dropped(keyspace, new, after, column)
        if refused:
            phases.refused.append(refused)
        else:
            phases.drop_columns.append(DropColumn(keyspace, new.name, column))
    back = {now: was for was, now in names.items()}
    for column in new.columns:
        was = old.column(back.get(column.name, column.name))
        if was is not None:
            _column(was, column, keyspace, new.name, phases)


def _column(old: Column, new: Column, keyspace: str, table: str, phases: _Phases) -> None:
    if (old.type, old.kind) != (new.type, new.kind):
        phases.refused.append(refusals.column_changed(keyspace, table, old, new))
    elif old.mask != new.mask:
        phases.options.append(MaskColumn(keyspace, table, new.name, old.mask, new.mask))


def _look_alikes(went: list[Column], came: list[Column], at: str, hints: Hints) -> list[tuple[Column, Column]]:
    """Columns that vanished beside one of their type and kind that appeared: a rename or not is not guessed."""
    found = []
    free = [each for each in came if comes_back(each.type, each.type)]
    for gone in went:
        if f"{at}.{gone.name}" in hints.dropped:
            continue
        match = next((each for each in free if (each.type, each.kind) == (gone.type, gone.kind)), None)
        if match is not None:
            free.remove(match)
            found.append((gone, match))
    return found


def _views(old: Schema, new: Schema, keyspace: str, phases: _Phases) -> None:
    before, after = _named(old.views), _named(new.views)
    renames = [change for change in phases.columns if isinstance(change, RenameColumn)]
    for view in old.views:
        if view.name not in after:
            phases.drop_views.append(DropView(keyspace, view.name))
    for view in new.views:
        known = before.get(view.name)
        if known is None:
            refused = refusals.view_over(keyspace, view, new)
            phases.views.append(AddView(keyspace, view))
            phases.refused += [refused] if refused else []
            continue
        followed = _followed(known, renames, old)
        if _definition(followed) != _definition(view):
            phases.refused.append(refusals.view_changed(keyspace, known, view))
        elif altered(known.options, view.options):
            phases.options.append(AlterOptions(keyspace, view.name, known.options, view.options, view=True))


def _followed(view: View, renames: list[RenameColumn], schema: Schema) -> View:
    """The view as it is after its base's key columns were renamed."""
    for rename in renames:
        if rename.table == view.base:
            schema = rename.apply_to(schema)
    return schema.view(view.name) or view


def _definition(view: View) -> tuple[Any, ...]:
    return (view.base, view.partition, view.clustering, view.columns, view.where)


def _named(items: Iterable[Any]) -> dict[str, Any]:
    return {each.name: each for each in items}
