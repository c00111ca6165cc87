"""Compares two schemas: the changes in the order the server takes them, and what it cannot change in place."""

from __future__ import annotations

from gamemodel.change import Difference, Hints
from gamemodel.engines.cassandra.changes.keyspaces import AddKeyspace, AlterKeyspace, DropKeyspace
from gamemodel.engines.cassandra.diff import refusals
from gamemodel.engines.cassandra.diff.phases import Phases
from gamemodel.engines.cassandra.diff.tables import diff_tables
from gamemodel.engines.cassandra.diff.user_types import diff_types
from gamemodel.engines.cassandra.diff.views import diff_views
from gamemodel.engines.cassandra.schema import Schema


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """What leads from `old` to `new`. Columns that `old` remembers as dropped decide what may be added back."""
    if old == new:
        return Difference()
    phases = Phases()
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
    diff_types(old, new, name, phases)
    diff_tables(old, new, name, hints, phases)
    diff_views(old, new, name, phases)
    phases.refused += refusals.others(old, new, name)
    return phases.difference()
