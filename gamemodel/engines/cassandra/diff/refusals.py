"""What Cassandra cannot change in place, each with its reason and the edits of the model that lead around it.

Every refusal was measured on Cassandra 5.0.9.
"""

from __future__ import annotations

from typing import Final

from gamemodel.change import Refusal
from gamemodel.engines.cassandra.codes import (
    ADD,
    BACK,
    DROP,
    KEY,
    KEYSPACE,
    OPTIONS,
    OTHER,
    RENAME,
    TYPE,
    UNCLEAR,
    UNFILLED,
    USER_TYPE,
    VIEW,
)
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS, effective
from gamemodel.engines.cassandra.dialect.types import parse
from gamemodel.engines.cassandra.schema import Column, Schema, Table, UserType, View
from gamemodel.engines.cassandra.types import comes_back

_INTEGERS: Final = ("tinyint", "smallint", "int", "bigint", "varint")


def keyspace_renamed(old: str, new: str) -> Refusal:
    return Refusal(
        new,
        KEYSPACE.id,
        f"keyspace {old} cannot become {new}",
        (f"topology.yaml: keep `keyspace: {old}`", f"topology.yaml: add a second store with `keyspace: {new}`"),
        f"~ keyspace {old} -> {new}",
    )


def table_renamed(keyspace: str, old: str, new: str) -> Refusal:
    return Refusal(
        f"{keyspace}.{new}",
        RENAME.id,
        f"table {old} cannot be renamed to {new}",
        (
            f"keep `{old}` and add `{new}` beside it, without renamed_from; write both, then remove `{old}`",
            f"keep the name `{old}`",
        ),
        f"~ table {old} -> {new}",
    )


def key_changed(keyspace: str, old: Table, new: Table, names: dict[str, str]) -> Refusal | None:
    """The key differs by more than declared renames."""
    partition = tuple(names.get(name, name) for name in old.partition)
    clustering = tuple((names.get(each.name, each.name), each.descending) for each in old.clustering)
    wanted = tuple((each.name, each.descending) for each in new.clustering)
    if (partition, clustering, old.compact) == (new.partition, wanted, new.compact):
        return None
    return Refusal(
        f"{keyspace}.{new.name}",
        KEY.id,
        f"the primary key of {new.name} cannot be changed from {_key(old)} to {_key(new)}",
        (
            f"add a table `{new.name}_v2` with the new key and keep `{new.name}` as it is; write both, then remove `{new.name}`",
            f"keep the key {_key(old)}",
        ),
        f"~ key of {new.name} {_key(old)} -> {_key(new)}",
    )


def _key(table: Table) -> str:
    head = f"({', '.join(table.partition)})" if len(table.partition) > 1 else table.partition[0]
    rest = (f"{each.name} desc" if each.descending else each.name for each in table.clustering)
    return f"({', '.join((head, *rest))})"


def rename(keyspace: str, old: Table, new: Table, was: str, now: str) -> Refusal | None:
    """A column outside the key is renamed."""
    if was in old.key:
        return None
    column = new.column(now)
    return Refusal(
        f"{keyspace}.{new.name}.{now}",
        RENAME.id,
        f"{new.name}.{was} is not a key column and cannot be renamed to {now}",
        (
            f"keep the field `{was}` and add `{now}` beside it, without renamed_from; write both, then remove `{was}`",
            f"keep the name `{was}`",
        ),
        f"~ column {new.name}.{was} -> {now}{' ' + column.type if column else ''}",
    )


def look_alike(keyspace: str, table: str, gone: Column, fresh: Column) -> Refusal:
    return Refusal(
        f"{keyspace}.{table}.{fresh.name}",
        UNCLEAR.id,
        f"{table}.{gone.name} vanished, and {fresh.name}, also {fresh.type}, appeared",
        (
            f"renamed: write `renamed_from: {gone.name}` at the field `{fresh.name}`",
            f"not renamed: write `dropped: [{gone.name}]` at the entity; the data of `{gone.name}` are lost",
        ),
        f"~ column {table}.{gone.name} -> {fresh.name} {fresh.type}?",
    )


def column_changed(keyspace: str, table: str, old: Column, new: Column) -> Refusal:
    what = f"{old.type} -> {new.type}" if old.type != new.type else f"{old.kind} -> {new.kind}"
    return Refusal(
        f"{keyspace}.{table}.{new.name}",
        TYPE.id,
        f"{table}.{new.name} cannot be changed from {what.replace(' -> ', ' to ')}",
        (
            f"keep `{new.name}` as it is and add a field `{new.name}_v2` with the new type; write both, then remove `{new.name}`",
            f"keep the type: write `types: {{{new.name}: {old.type}}}` in the entity's block",
        ),
        f"~ column {table}.{new.name} {what}",
    )


def added(keyspace: str, old: Table, new: Table, column: Column) -> Refusal | None:
    """A column that cannot be added to this table."""
    subject, line = f"{keyspace}.{new.name}.{column.name}", f"+ column {new.name}.{column.name} {column.type}"
    before = next((each for each in old.dropped if each.name == column.name), None)
    if before is not None and not (comes_back(before.type, column.type) and before.kind == column.kind):
        return Refusal(
            subject,
            BACK.id,
            f"{new.name} once had a column {column.name} {before.type} ({before.kind}): "
            f"it cannot come back as {column.type} ({column.kind})",
            (f"give the field another name than `{column.name}`",),
            line,
        )
    if column.kind == "static" and not new.clustering:
        reason = f"{new.name} has no clustering column, so it cannot have a static column"
    elif (column.type == "counter") != old.counter and set(old.key) != {each.name for each in old.columns}:
        reason = f"counters and other columns do not share a table ({new.name}.{column.name} {column.type})"
    elif column.type == "counter" and not old.counter:
        reason = f"{new.name} was not created as a counter table"
    else:
        return None
    return Refusal(
        subject,
        ADD.id,
        reason,
        (f"add a table of its own for `{column.name}`", "leave the field out: `exclude:`"),
        line,
    )


def unfilled(subject: str, old: Table, column: Column, source: str, *, lacking: bool) -> Refusal | None:
    """A column that every row must have and that rows which exist would not get, or not from the column they should."""
    line = f"+ column {old.name}.{column.name} {column.type}"
    if lacking:
        ways = (
            f"give `{column.name}` a `default:`, a `fill:` for the rows that exist, or a `from:`",
            f"make it optional: `{column.name}?`",
        )
        return Refusal(
            subject,
            UNFILLED.id,
            f"{column.name} is required, and the rows of {old.name} have no value for it",
            ways,
            line,
        )
    origin = old.column(source) if source else None
    if not source or (origin is not None and _copied(origin, column)):
        return None
    what = f"{source} {origin.type} ({origin.kind})" if origin else f"{source}, which {old.name} does not have"
    ways = (f"give `{column.name}` a `fill:` instead of `from:`", "copy by a hand-written step: gamemodel make --empty")
    return Refusal(
        subject, UNFILLED.id, f"{column.name} {column.type} ({column.kind}) cannot be filled from {what}", ways, line
    )


def _copied(origin: Column, column: Column) -> bool:
    """Whether a value read from one column can be written to the other as it is."""
    wider = origin.type in _INTEGERS and column.type in _INTEGERS[_INTEGERS.index(origin.type) :]
    same = origin.type == column.type or wider or {origin.type, column.type} <= {"text", "ascii"}
    return same and (column.kind == origin.kind or column.kind == "regular") and column.type != "counter"


def dropped(keyspace: str, new: Table, after: Schema, column: Column) -> Refusal | None:
    """A column that cannot be dropped from this table."""
    views = after.views_of(new.name)
    tree = parse(column.type)
    line = f"- column {new.name}.{column.name} {column.type}"
    if views:
        names = ", ".join(view.name for view in views)
        ways = (f"remove the views first: {names}", f"keep the field `{column.name}`")
        return Refusal(
            f"{keyspace}.{new.name}.{column.name}",
            DROP.id,
            f"{new.name} has materialized views ({names}): its columns cannot be dropped",
            ways,
            line,
        )
    if tree.user_types() == (tree.name,):
        return Refusal(
            f"{keyspace}.{new.name}.{column.name}",
            DROP.id,
            f"{new.name}.{column.name} has the unfrozen user type {tree.name} and cannot be dropped",
            (f"keep the field `{column.name}` and mark it `deprecated`", f"add a table without `{column.name}`"),
            line,
        )
    return None


def type_changed(keyspace: str, old: UserType, new: UserType) -> Refusal:
    return Refusal(
        f"{keyspace}.type:{new.name}",
        USER_TYPE.id,
        f"type {new.name} can only get more fields at its end: {_fields(old)} -> {_fields(new)}",
        (f"keep `{new.name}` and declare `{new.name}_v2` with a field of that type beside the old one",),
        f"~ type {new.name} {_fields(old)} -> {_fields(new)}",
    )


def type_in_key(keyspace: str, old: UserType, new: UserType, tables: list[str]) -> Refusal:
    return Refusal(
        f"{keyspace}.type:{new.name}",
        USER_TYPE.id,
        f"type {new.name} is used in the partition key of {', '.join(tables)}: no field can be added",
        (f"keep `{new.name}` and declare `{new.name}_v2`, and a table with it in the key",),
        f"~ type {new.name} {_fields(old)} -> {_fields(new)}",
    )


def _fields(type_: UserType) -> str:
    return f"({', '.join(f'{name} {cql}' for name, cql in type_.fields)})"


def view_changed(keyspace: str, old: View, new: View) -> Refusal:
    return Refusal(
        f"{keyspace}.{new.name}",
        VIEW.id,
        f"view {new.name} cannot be changed in place",
        (
            f"keep `{new.name}` and add `{new.name}_v2` with the new definition; move readers to it, then remove `{new.name}`",
        ),
        f"~ view {new.name} {_view(old)} -> {_view(new)}",
    )


def _view(view: View) -> str:
    columns = f" [{', '.join(view.columns)}]" if view.columns else ""
    return f"{view.base} ({', '.join(view.key)}){columns}{' where ' + view.where if view.where else ''}"


def view_over(keyspace: str, view: View, new: Schema) -> Refusal | None:
    """A view that the options of its base do not allow."""
    base = new.table(view.base)
    if base is None or effective(base.options, "gc_grace_seconds") != "0":
        return None
    return options(keyspace, base, new)


def options(keyspace: str, new: Table, after: Schema, old: Table | None = None) -> Refusal | None:
    """An option that this table cannot have."""
    lost = (
        sorted(name for name, _ in old.options if name.startswith(f"{CUSTOM}.") and not new.option(name)) if old else []
    )
    if old is not None and old.option(TAGS) != new.option(TAGS):
        reason, way = (
            f"tags of {new.name} are not changed by ALTER TABLE … WITH",
            "change them in AWS, and keep both equal",
        )
    elif lost:
        reason, way = f"{', '.join(lost)} of {new.name} cannot be removed", "write the wanted value"
    elif new.counter and effective(new.options, "default_time_to_live") != "0":
        reason, way = f"counter table {new.name} cannot have a TTL", "retention of counters is forever"
    elif after.views_of(new.name) and effective(new.options, "gc_grace_seconds") == "0":
        reason, way = f"{new.name} has views and needs gc_grace_seconds above 0", "set `gc_grace` to 3h or more"
    else:
        return None
    return Refusal(f"{keyspace}.{new.name}", OPTIONS.id, reason, (way,), f"~ options of {new.name}")


def others(old: Schema, new: Schema, keyspace: str) -> list[Refusal]:
    """Functions, aggregates and triggers that one schema has and the other lacks."""
    found = []
    for sign, here, there in (("-", old.others, new.others), ("+", new.others, old.others)):
        for each in here:
            if each not in there:
                found.append(  # noqa: PERF401
                    Refusal(
                        f"{keyspace}.{each.kind}:{each.name}",
                        OTHER.id,
                        f"{each.kind} {each.name} is not declared by the model",
                        (f"drop it by hand, or add `{each.name}` to the store's `ignore`",),
                        f"{sign} {each.kind} {each.name}",
                    )
                )
    return found
