"""Foreign keys are valid in InnoDB."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.mysql import codes, types
from gamemodel.engines.mysql.dialect.dependencies import uses
from gamemodel.engines.mysql.schema import Column, ForeignKey, Schema, Table


def check(schema: Schema, table: Table, hints: Hints) -> Iterator[Diagnostic]:
    for key in table.foreign_keys:
        span = hints.span(f"{table.name}.{key.columns[0]}") or hints.span(table.name)
        other = schema.table(key.table)
        if other is None:
            yield codes.BAD_FOREIGN_KEY.at(span, f"foreign key {key.name}: there is no table {key.table}")
            continue
        yield from _references(table, key, other, span)
        yield from _table(table, key, other, span)


def _references(table: Table, key: ForeignKey, other: Table, span: Span | None) -> Iterator[Diagnostic]:
    unique = [other.key_columns, *(tuple(p.column for p in each.parts) for each in other.indexes if each.unique)]
    if key.references not in unique:
        message = f"foreign key {key.name}: ({', '.join(key.references)}) is not a unique key of {key.table}"
        help = f"refer to the primary key, or add a unique index to {key.table}"
        yield codes.BAD_FOREIGN_KEY.at(span, message, help)
    if len(key.columns) != len(key.references):
        message = f"foreign key {key.name} has {len(key.columns)} columns and refers to {len(key.references)}"
        yield codes.BAD_FOREIGN_KEY.at(span, message)
    for mine, theirs in zip(key.columns, key.references, strict=False):
        yield from _pair(table.column(mine), other.column(theirs), key, span)


def _pair(mine: Column | None, theirs: Column | None, key: ForeignKey, span: Span | None) -> Iterator[Diagnostic]:
    if mine is None or theirs is None:
        yield codes.BAD_FOREIGN_KEY.at(span, f"foreign key {key.name} names a column that does not exist")
        return
    one, other = types.parse(mine.type), types.parse(theirs.type)
    if (one.base, one.unsigned, mine.collation) != (other.base, other.unsigned, theirs.collation):
        left, right = (f"{each.name} {each.type} {each.collation}".strip() for each in (mine, theirs))
        yield codes.BAD_FOREIGN_KEY.at(span, f"foreign key {key.name}: {left} differs from {right}")
    if "set null" in (key.on_delete, key.on_update) and not mine.nullable:
        message = f"foreign key {key.name}: {mine.name} is required and cannot be set to null"
        yield codes.BAD_FOREIGN_KEY.at(span, message)


def _table(table: Table, key: ForeignKey, other: Table, span: Span | None) -> Iterator[Diagnostic]:
    if table.partitioning or other.partitioning:
        parted = table.name if table.partitioning else other.name
        help = "leave on_delete out: the field stays a reference, which MySQL does not enforce"
        yield codes.BAD_FOREIGN_KEY.at(span, f"foreign key {key.name}: {parted} is partitioned", help)
    if key.on_delete != "restrict" or key.on_update != "restrict":
        for check in table.checks:
            if any(uses(check.expression, column) for column in key.columns):
                message = f"foreign key {key.name} writes a column of check {check.name}"
                yield codes.BAD_FOREIGN_KEY.at(span, message, "use on_delete: restrict, or drop the check")
