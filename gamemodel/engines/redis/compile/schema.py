"""Compiles the model to the schema of one Redis store."""

from __future__ import annotations

from gamemodel.change import Compiled
from gamemodel.engines.redis.block.sections import Block, Options
from gamemodel.engines.redis.compile.families import family
from gamemodel.engines.redis.compile.hints import hints
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.dialect.patterns import PatternError
from gamemodel.engines.redis.schema import Family, Registry, Schema
from gamemodel.model import Model
from gamemodel.named import by_name
from gamemodel.topology import Store


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:  # noqa: ARG001
    """The schema of `store`. A family whose key cannot be read is left out; the checks report it."""
    options = store.options_as(Options)
    families: list[Family] = []
    for entity, block in model.blocks(store, Block):
        for declared in block.keys:
            try:
                families.append(family(entity, declared, options.prefix))
            except (KeyError, PatternError):
                continue
    found = by_name(families)
    registry = Registry(options.prefix, options.cluster, tuple(sorted(options.ignore)))
    roles = derived_roles(found, registry, options) if options.acl == "managed" else ()
    return Compiled(Schema(registry, found, roles), hints(model, store))
