"""Declared renames of tables and columns: done in place where the model allows it, refused otherwise."""

from __future__ import annotations

from gamemodel.engines.mysql.changes import (
    DropCheck,
    DropColumn,
    DropIndex,
    RenameColumn,
    RenameTable,
)
from gamemodel.engines.mysql.dialect import dependencies
from gamemodel.engines.mysql.diff import refusals
from gamemodel.engines.mysql.diff.comparison import Comparison


def rename(comparison: Comparison) -> None:
    """Tables first: the subjects of columns are written with the new table name."""
    for old, new in comparison.hints.renames:
        if "." not in new:
            _table(comparison, old, new)
    for old, new in comparison.hints.renames:
        if "." in new:
            _column(comparison, new.partition(".")[0], new.partition(".")[2], old.partition(".")[2])


def _table(comparison: Comparison, old: str, new: str) -> None:
    if (
        comparison.schema.table(old) is None
        or comparison.schema.table(new) is not None
        or comparison.new.table(new) is None
    ):
        return
    change = RenameTable(old, new)
    if new in comparison.hints.in_place:
        comparison.add(change)
        return
    comparison.refuse(refusals.table_renamed(change))
    comparison.schema = change.apply_to(comparison.schema)


def _column(comparison: Comparison, table_name: str, new: str, old: str) -> None:
    table, wanted = comparison.schema.table(table_name), comparison.new.table(table_name)
    if table is None or wanted is None or table.column(old) is None or table.column(new) is not None:
        return
    if wanted.column(new) is None:
        return
    change = RenameColumn(table_name, old, new)
    if change.subject not in comparison.hints.in_place:
        comparison.refuse(refusals.column_renamed(change))
        comparison.schema = change.apply_to(comparison.schema)
        return
    _release(comparison, table_name, old)
    comparison.add(change)


def _release(comparison: Comparison, table_name: str, column: str) -> None:
    """Drop what names the column in an expression (3959, 3108 otherwise); it is added again with the new name."""
    table = comparison.table(table_name)
    for check in table.checks:
        if dependencies.uses(check.expression, column):
            comparison.add(DropCheck(table_name, check.name))
    for index in table.indexes:
        if any(part.expression and dependencies.uses(part.expression, column) for part in index.parts):
            comparison.add(DropIndex(table_name, index.name))
    for made in dependencies.generated_from(table, column):
        if made.generated is not None:
            for index in comparison.table(table_name).indexes:
                if dependencies.index_uses(index, made.name):
                    comparison.add(DropIndex(table_name, index.name))
            comparison.add(DropColumn(table_name, made.name, computed=True))
