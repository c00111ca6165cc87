"""Differences between tables: their key, options and indexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gamemodel.change import Hints
from gamemodel.engines.cassandra.changes.columns import RenameColumn
from gamemodel.engines.cassandra.changes.indexes import AddIndex, DropIndex
from gamemodel.engines.cassandra.changes.tables import AddTable, AlterOptions, DropTable
from gamemodel.engines.cassandra.dialect.options import CUSTOM, altered
from gamemodel.engines.cassandra.diff import refusals
from gamemodel.engines.cassandra.diff.columns import declared_renames, diff_columns
from gamemodel.engines.cassandra.diff.phases import Phases
from gamemodel.engines.cassandra.schema import Schema, Table


def diff_tables(old: Schema, new: Schema, keyspace: str, hints: Hints, phases: Phases) -> None:
    before = {each.name: each for each in old.tables}
    after = {each.name for each in new.tables}
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


def _table(old: Table, new: Table, after: Schema, keyspace: str, hints: Hints, phases: Phases) -> None:
    renames = declared_renames(old, new, keyspace, hints)
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
    diff_columns(old, new, after, keyspace, hints, names, phases)
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
