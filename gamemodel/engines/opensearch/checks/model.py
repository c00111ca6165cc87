"""Runs every offline proof of the model for one store."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, ordered
from gamemodel.engines.opensearch.block.sections import Block, Options
from gamemodel.engines.opensearch.checks import enums, grammar, names, queries, retention, size, types
from gamemodel.engines.opensearch.compile.schema import compile_schema
from gamemodel.engines.opensearch.flavours import flavour
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """Every finding about the model's blocks for `store`, by place."""
    return ordered(_findings(model, store))


def _findings(model: Model, store: Store) -> Iterator[Diagnostic]:
    options = store.options_as(Options)
    kind = flavour(store.flavour)
    made = compile_schema(model, store).schema
    yield from names.store_findings(model, store, made)
    for entity, block in model.blocks(store, Block):
        yield from names.findings(entity, block, options)
        yield from types.findings(entity, block, kind)
        yield from queries.findings(entity, block, store, kind)
        yield from retention.findings(entity, block, store)
        yield from enums.findings(model, entity, block)
        yield from size.findings(entity, block, store)
        yield from grammar.findings(options.prefix + block.name, entity, block, made, kind)
