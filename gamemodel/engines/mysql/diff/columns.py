"""Compare the columns of one table."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engines.mysql.changes import AddColumn, AlterColumn, DropColumn, FillColumn
from gamemodel.engines.mysql.dialect import type_change
from gamemodel.engines.mysql.dialect.tokens import tokens
from gamemodel.engines.mysql.diff import refusals
from gamemodel.engines.mysql.diff.comparison import Comparison
from gamemodel.engines.mysql.schema import Column, Table

_PER_ROW = frozenset(("uuid", "rand", "uuid_short", "random_bytes", "sysdate"))


def add(comparison: Comparison, new: Table) -> None:
    """Plain columns first, then those computed from them."""
    table = comparison.table(new.name)
    fresh = [each for each in new.columns if table.column(each.name) is None]
    for column in sorted(fresh, key=lambda each: each.generated is not None or _expression(each)):
        _add(comparison, new, column)


def _expression(column: Column) -> bool:
    return bool(column.default and column.default.startswith("("))


def _add(comparison: Comparison, new: Table, column: Column) -> None:
    subject = f"{new.name}.{column.name}"
    place = _place(comparison.table(new.name), new, column.name)
    fill = dict(comparison.hints.fills).get(subject)
    if column.auto_increment:
        comparison.refuse(refusals.auto_increment_added(new.name, column))
        return
    if column.generated is None and fill is None and column.default is None and not column.nullable:
        comparison.refuse(refusals.needs_fill(new.name, column))
        return
    if fill is None and not _per_row(column.default):
        comparison.add(AddColumn(new.name, column, place))
        return
    bare = replace(column, nullable=True, default=None, on_update="")
    comparison.add(AddColumn(new.name, bare, place))
    if fill is not None or not column.nullable:
        comparison.add(FillColumn(new.name, column.name, fill if fill is not None else str(column.default)))
    if bare != column:
        comparison.add(AlterColumn(new.name, bare, column))


def _per_row(default: str | None) -> bool:
    """Whether the default differs from row to row; MySQL refuses to add such a column under a binary log (1674)."""
    if not default or not default.startswith("("):
        return False
    words = {text.lower() for kind, text in tokens(default) if kind == "word"}
    return bool(words & _PER_ROW)


def _place(table: Table, new: Table, name: str) -> str | None:
    """The column after which `name` belongs among those that are there: None for last, empty for first.

    Columns that are about to be dropped do not count.
    """
    wanted = [each.name for each in new.columns]
    there = [each.name for each in table.columns]
    before = [each for each in wanted[: wanted.index(name)] if each in there]
    after = before[-1] if before else ""
    behind = there[there.index(after) + 1 :] if after else there
    return after if any(each in wanted for each in behind) else None


def alter(comparison: Comparison, new: Table, *, numbered: bool) -> None:
    """Columns with another definition. `numbered`: those that gain AUTO_INCREMENT, which needs its index first."""
    for column in new.columns:
        old = comparison.table(new.name).column(column.name)
        if old is None or old == column:
            continue
        if (column.auto_increment and not old.auto_increment) == numbered:
            _alter(comparison, new, old, column)


def _alter(comparison: Comparison, new: Table, old: Column, column: Column) -> None:
    change = AlterColumn(new.name, old, column)
    if (old.generated is None) != (column.generated is None) or (
        old.generated and column.generated and old.generated.stored != column.generated.stored
    ):
        comparison.refuse(refusals.kind_changed(change))
        return
    effect, words = type_change.effect(old, column)
    if effect == "loses" and not column.generated:
        comparison.refuse(refusals.narrowed(change, words))
        return
    fill = dict(comparison.hints.fills).get(change.subject) or column.default
    if old.nullable and not column.nullable and fill is not None and not column.generated:
        comparison.add(FillColumn(new.name, column.name, fill))
    comparison.add(change)


def drop(comparison: Comparison, new: Table) -> None:
    """Computed columns first, since they name others; a column with a look-alike among the new ones is refused."""
    table = comparison.table(new.name)
    going = [each for each in table.columns if new.column(each.name) is None]
    added = {c.column.name: c.column for c in comparison.changes if isinstance(c, AddColumn) and c.table == new.name}
    for column in sorted(going, key=lambda each: (each.generated is None, not _expression(each))):
        subject = f"{new.name}.{column.name}"
        alike = next((each for each in added.values() if not column.generated and _alike(each, column)), None)
        if alike is None or subject in comparison.hints.dropped:
            if _per_row(column.default):  # its way back could not be added with it (1674)
                comparison.add(AlterColumn(new.name, column, replace(column, default=None)))
            comparison.add(DropColumn(new.name, column.name, computed=column.generated is not None))
            continue
        comparison.refuse(refusals.column_vanished(new.name, column, alike))


def _alike(one: Column, other: Column) -> bool:
    return one.generated is None and one.type == other.type
