"""Compare two schemas: what leads from one to the other, in an order that the server accepts."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.change import Difference, Hints
from gamemodel.engines.mysql.changes import (
    AddForeignKey,
    AddTable,
    AlterDatabase,
    DropCheck,
    DropForeignKey,
    DropTable,
)
from gamemodel.engines.mysql.diff import refusals, renames, tables
from gamemodel.engines.mysql.diff.comparison import Comparison
from gamemodel.engines.mysql.schema import ForeignKey, Schema, Table


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """What leads from `old` to `new`: renames, foreign keys to drop, tables one by one, new tables and foreign keys, drops."""
    comparison = Comparison(old, new, hints)
    names = (old.database.name, new.database.name)
    if all(names) and names[0] != names[1]:
        comparison.refuse(refusals.database_renamed(*names))
    elif old.database != new.database:
        comparison.add(AlterDatabase(old.database, new.database))
    renames.rename(comparison)
    vanished = _vanished(comparison)
    _drop_foreign_keys(comparison, vanished)
    _free_names(comparison, vanished)
    for table in new.tables:
        if comparison.schema.table(table.name) is not None:
            tables.compare(comparison, table)
    _add_tables(comparison)
    _add_foreign_keys(comparison)
    for name in _drop_order(comparison, vanished):
        comparison.add(DropTable(name))
    _others(comparison, old)
    return Difference(tuple(comparison.changes), tuple(comparison.refusals))


def _vanished(comparison: Comparison) -> tuple[str, ...]:
    """Tables to drop; one with a look-alike among the new tables is refused."""
    new_tables = [each for each in comparison.new.tables if comparison.schema.table(each.name) is None]
    vanished = []
    for table in comparison.schema.tables:
        if comparison.new.table(table.name) is not None:
            continue
        alike = next((each for each in new_tables if _alike(table, each)), None)
        if alike is not None and table.name not in comparison.hints.dropped:
            comparison.refuse(refusals.table_vanished(table, alike))
        else:
            vanished.append(table.name)
    return tuple(vanished)


def _alike(one: Table, other: Table) -> bool:
    return len(one.columns) > 1 and {(c.name, c.type) for c in one.columns} == {(c.name, c.type) for c in other.columns}


def _drop_foreign_keys(comparison: Comparison, vanished: tuple[str, ...]) -> None:
    """Drop foreign keys that vanish or change, that refer to a dropped table, or whose columns or keys change."""
    for table in comparison.schema.tables:
        wanted = comparison.new.table(table.name)
        for key in table.foreign_keys:
            if wanted is None:
                held = key.table in vanished and key.table != table.name
                if held or _under_change(comparison, key):
                    comparison.add(DropForeignKey(table.name, key.name))
            elif wanted.foreign_key(key.name) != key or key.table in vanished or _retyped(comparison, table, key):
                comparison.add(DropForeignKey(table.name, key.name))


def _under_change(comparison: Comparison, key: ForeignKey) -> bool:
    """Whether the table referred to stays and changes before this one is dropped."""
    other = comparison.new.table(key.table)
    return other is not None and other != comparison.schema.table(key.table)


def _retyped(comparison: Comparison, table: Table, key: ForeignKey) -> bool:
    sides = [(table.name, each) for each in key.columns] + [(key.table, each) for each in key.references]
    for name, column in sides:
        old_table, new_table = comparison.schema.table(name), comparison.new.table(name)
        old = old_table.column(column) if old_table else None
        new = new_table.column(column) if new_table else None
        if old and new and (old.type, old.collation, old.nullable) != (new.type, new.collation, new.nullable):
            return True
    before, after = comparison.schema.table(key.table), comparison.new.table(key.table)
    return before is not None and after is not None and before.primary_key != after.primary_key


def _free_names(comparison: Comparison, vanished: tuple[str, ...]) -> None:
    """Names of checks and foreign keys are unique in a database: drop those of vanished tables that others take over."""
    wanted = {check.name for table in comparison.new.tables for check in table.checks}
    wanted |= {key.name for table in comparison.new.tables for key in table.foreign_keys}
    for name in vanished:
        for key in comparison.table(name).foreign_keys:
            if key.name in wanted:
                comparison.add(DropForeignKey(name, key.name))
        for check in comparison.table(name).checks:
            if check.name in wanted:
                comparison.add(DropCheck(name, check.name))
    for table in comparison.schema.tables:
        stays = comparison.new.table(table.name)
        for check in table.checks if stays else ():
            if stays and stays.check(check.name) is None and check.name in wanted:
                comparison.add(DropCheck(table.name, check.name))


def _add_tables(comparison: Comparison) -> None:
    """New tables, referenced ones first; foreign keys to later tables are added by _add_foreign_keys."""
    waiting = {each.name: each for each in comparison.new.tables if comparison.schema.table(each.name) is None}
    refused = {each.subject for each in comparison.refusals}
    while waiting:
        ready = [name for name, table in waiting.items() if not _waits(table, waiting)] or [min(waiting)]
        for name in sorted(ready):
            table = waiting.pop(name)
            there = tuple(
                key for key in table.foreign_keys if key.table == name or comparison.schema.table(key.table) is not None
            )
            there = tuple(key for key in there if key.table not in refused)
            comparison.add(AddTable(replace(table, foreign_keys=there)))


def _waits(table: Table, waiting: dict[str, Table]) -> bool:
    return any(key.table in waiting and key.table != table.name for key in table.foreign_keys)


def _add_foreign_keys(comparison: Comparison) -> None:
    for table in comparison.new.tables:
        current = comparison.schema.table(table.name)
        for key in table.foreign_keys if current else ():
            if current and current.foreign_key(key.name) is None:
                comparison.add(AddForeignKey(table.name, key))


def _drop_order(comparison: Comparison, vanished: tuple[str, ...]) -> tuple[str, ...]:
    """Referencing tables before the ones they reference; cycles were cut by _drop_foreign_keys."""
    waiting = {name: {key.table for key in comparison.table(name).foreign_keys} - {name} for name in vanished}
    order: list[str] = []
    while waiting:
        ready = [name for name in sorted(waiting) if not any(name in held for held in waiting.values())] or [
            min(waiting)
        ]
        order += ready
        for name in ready:
            del waiting[name]
    return tuple(order)


def _others(comparison: Comparison, old: Schema) -> None:
    """Views, triggers and the like: the model cannot declare them, so a difference is only reported."""
    before = {(each.kind, each.name): each for each in old.others}
    after = {(each.kind, each.name): each for each in comparison.new.others}
    for kind, name in sorted({*before, *after}):
        one, other = before.get((kind, name)), after.get((kind, name))
        if one == other:
            continue
        sign = "-" if other is None else "+" if one is None else "~"
        comparison.refuse(refusals.undeclarable(kind, name, sign))
