"""Differences between materialized views."""

from __future__ import annotations

from typing import Any

from gamemodel.engines.cassandra.changes.columns import RenameColumn
from gamemodel.engines.cassandra.changes.tables import AlterOptions
from gamemodel.engines.cassandra.changes.views import AddView, DropView
from gamemodel.engines.cassandra.dialect.options import altered
from gamemodel.engines.cassandra.diff import refusals
from gamemodel.engines.cassandra.diff.phases import Phases
from gamemodel.engines.cassandra.schema import Schema, View


def diff_views(old: Schema, new: Schema, keyspace: str, phases: Phases) -> None:
    before = {each.name: each for each in old.views}
    after = {each.name for each in new.views}
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
