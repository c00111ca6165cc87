"""Compare one table: columns, keys, checks, options, partitioning, in an order that MySQL accepts."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engines.mysql.changes import (
    AddCheck,
    AddIndex,
    AlterCheck,
    AlterIndex,
    AlterPartitioning,
    AlterPrimaryKey,
    AlterTableOptions,
    DropCheck,
    DropIndex,
    MoveColumn,
    RenameIndex,
)
from gamemodel.engines.mysql.changes.tables import options_of
from gamemodel.engines.mysql.dialect import dependencies
from gamemodel.engines.mysql.diff import columns, refusals
from gamemodel.engines.mysql.diff.comparison import Comparison
from gamemodel.engines.mysql.schema import Index, Partitioning, Table


def compare(comparison: Comparison, new: Table) -> None:
    """Add what leads from the table of this name to `new`, except foreign keys."""
    name = new.name
    if comparison.table(name) == new:
        return
    if comparison.table(name).engine != new.engine:
        comparison.refuse(refusals.engine_changed(comparison.table(name), new))
    early = new.row_format in ("dynamic", "compressed")
    if early:
        _options(comparison, new)
    _drop_checks(comparison, new)
    _unpartition(comparison, new)
    columns.add(comparison, new)
    columns.alter(comparison, new, numbered=False)
    _primary_key(comparison, new)
    _indexes(comparison, new)
    columns.alter(comparison, new, numbered=True)
    columns.drop(comparison, new)
    _move(comparison, new)
    _checks(comparison, new)
    if not early:
        _options(comparison, new)
    if comparison.table(name).partitioning != new.partitioning:
        _partition(comparison, new)


def _options(comparison: Comparison, new: Table) -> None:
    old, wanted = options_of(comparison.table(new.name)), options_of(new)
    if old != wanted:
        comparison.add(AlterTableOptions(new.name, old, wanted))


def _drop_checks(comparison: Comparison, new: Table) -> None:
    """Drop checks that vanish, and those that change and name a vanished column."""
    gone = [each.name for each in comparison.table(new.name).columns if new.column(each.name) is None]
    for check in comparison.table(new.name).checks:
        wanted = new.check(check.name)
        if wanted is None or (wanted != check and any(dependencies.uses(check.expression, each) for each in gone)):
            comparison.add(DropCheck(new.name, check.name))


def _checks(comparison: Comparison, new: Table) -> None:
    for check in new.checks:
        old = comparison.table(new.name).check(check.name)
        if old is None:
            comparison.add(AddCheck(new.name, check))
        elif old != check:
            comparison.add(AlterCheck(new.name, old, check))


def _unpartition(comparison: Comparison, new: Table) -> None:
    """Remove a partitioning that vanishes, or that changes together with unique keys, before the keys change."""
    old = comparison.table(new.name)
    if old.partitioning is None or old.partitioning.sub:
        return
    keys_change = old.primary_key != new.primary_key or _unique(old) != _unique(new)
    if new.partitioning is None or (keys_change and old.partitioning != new.partitioning):
        comparison.add(AlterPartitioning(new.name, old.partitioning, None))


def _unique(table: Table) -> tuple[Index, ...]:
    return tuple(each for each in table.indexes if each.unique)


def _partition(comparison: Comparison, new: Table) -> None:
    old = comparison.table(new.name).partitioning
    change = AlterPartitioning(new.name, old, new.partitioning)
    odd = next((each for each in (old, new.partitioning) if isinstance(each, Partitioning) and each.sub), None)
    if odd is None:
        comparison.add(change)
        return
    comparison.refuse(refusals.subpartitioned(change))


def _primary_key(comparison: Comparison, new: Table) -> None:
    old = comparison.table(new.name).primary_key
    if old != new.primary_key:
        comparison.add(AlterPrimaryKey(new.name, old, new.primary_key))


def _indexes(comparison: Comparison, new: Table) -> None:
    """Add before dropping, so that no foreign key or query is without an index; an equal definition is a rename."""
    for index in new.indexes:
        old = comparison.table(new.name)
        found = old.index(index.name)
        if found is not None:
            if found != index:
                comparison.add(AlterIndex(new.name, found, index))
            continue
        twin = next((each for each in old.indexes if _twin(each, index) and new.index(each.name) is None), None)
        comparison.add(RenameIndex(new.name, twin.name, index.name) if twin else AddIndex(new.name, index))
    for index in comparison.table(new.name).indexes:
        if new.index(index.name) is None:
            comparison.add(DropIndex(new.name, index.name))


def _twin(one: Index, other: Index) -> bool:
    """The same but for the name. Not over expressions: MySQL names a hidden column after the index, and after a rename
    refuses instant changes of the table (1846, measured on 9.7.4)."""
    return replace(one, name=other.name) == other and not any(part.expression for part in one.parts)


def _move(comparison: Comparison, new: Table) -> None:
    """Move columns that are out of order, one by one from the front."""
    wanted = [each.name for each in new.columns]
    before = ""
    present = {each.name for each in comparison.table(new.name).columns}
    for name in (each for each in wanted if each in present):
        table = comparison.table(new.name)
        known = [each.name for each in table.columns if each.name in wanted]
        place = known.index(name)
        if (known[place - 1] if place else "") != before:
            comparison.add(MoveColumn(new.name, name, before))
        before = name
