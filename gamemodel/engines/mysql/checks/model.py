"""Run every offline check of a MySQL store."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic, ordered
from gamemodel.engines.mysql.block.sections import Block, Options
from gamemodel.engines.mysql.checks import (
    charsets,
    defaults,
    foreign_keys,
    indexes,
    names,
    partitioning,
    queries,
    size,
    types,
)
from gamemodel.engines.mysql.compile.schema import compile_schema
from gamemodel.engines.mysql.schema import Schema
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """Every finding about the store. The compiled schema is checked only where the model itself has no errors."""
    options = store.options_as(Options)
    found = [*charsets.check_store(store, options), *names.check_store(store, options)]
    found += queries.check_store(model, store)
    for entity, block in model.blocks(store, Block):
        found += _entity(model, store, entity, block)
    if not any(each.is_error for each in found):
        compiled = compile_schema(model, store)
        found += _schema(compiled.schema, compiled.hints)
    return ordered(found)


def _entity(model: Model, store: Store, entity: Entity, block: Block) -> Iterator[Diagnostic]:
    yield from charsets.check(entity, block)
    yield from types.check(store, entity, block)
    yield from defaults.check(model, entity, block)
    yield from indexes.check_primary_key(entity, block)
    yield from indexes.check_conditions(block)
    yield from queries.check(entity, block, store)


def _schema(schema: Schema, hints: Hints) -> Iterator[Diagnostic]:
    yield from names.check(schema, hints)
    for table in schema.tables:
        yield from size.check(table, hints)
        yield from indexes.check(table, hints)
        yield from foreign_keys.check(schema, table, hints)
        yield from partitioning.check(schema, table, hints)
