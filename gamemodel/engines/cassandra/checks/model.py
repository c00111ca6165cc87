"""Runs every offline check of one Cassandra store."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, ordered
from gamemodel.engines.cassandra.block.sections import Block
from gamemodel.engines.cassandra.checks.constraints import check_constraints
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.engines.cassandra.checks.flavour import check_flavour
from gamemodel.engines.cassandra.checks.indexes import check_indexes
from gamemodel.engines.cassandra.checks.keys import check_keys
from gamemodel.engines.cassandra.checks.names import check_names
from gamemodel.engines.cassandra.checks.queries import check_queries, check_unserved
from gamemodel.engines.cassandra.checks.retention import check_retention
from gamemodel.engines.cassandra.checks.size import check_size
from gamemodel.engines.cassandra.checks.types import check_types, check_user_types
from gamemodel.engines.cassandra.checks.views import check_view
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """Every finding about one store, ordered by place."""
    found = [*check_names(model, store)]
    blocks = {entity.name: block for entity, block in model.blocks(store, Block)}
    for entity in model.entities:
        block = blocks.get(entity.name)
        found += check_unserved(entity, block, store)
        for spec in block.tables if block else ():
            found += _table(TableContext(model, store, entity, block, spec)) if block else ()
    return ordered(found)


def _table(table: TableContext) -> Iterator[Diagnostic]:
    faults = (*check_constraints(table), *check_types(table), *check_view(table), *check_indexes(table))
    yield from faults
    yield from check_queries(table)
    yield from check_user_types(table)
    if not faults:
        yield from check_keys(table)
        yield from check_size(table)
    yield from check_retention(table)
    yield from check_flavour(table)
