"""Compiles the model to the schema of one search store."""

from __future__ import annotations

from gamemodel.change import Compiled
from gamemodel.engines.opensearch.block.sections import Block, Options
from gamemodel.engines.opensearch.compile.hints import hints
from gamemodel.engines.opensearch.compile.index import EntityIndex
from gamemodel.engines.opensearch.compile.lifecycles import lifecycle_component, policy
from gamemodel.engines.opensearch.compile.templates import index_template, live_indices, shared_component
from gamemodel.engines.opensearch.dialect.ownership import owner
from gamemodel.engines.opensearch.schema import Indices, Policy, Schema, Template
from gamemodel.model import Model
from gamemodel.named import by_name
from gamemodel.topology import Store


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:  # noqa: ARG001
    """Everything that the entities of `model` have in `store`."""
    options = store.options_as(Options)
    meta = owner(model.name, store.name)
    components = [shared_component(part, options, meta) for part in options.components]
    policies: list[Policy] = []
    templates: list[Template] = []
    indices: list[Indices] = []
    for entity, block in model.blocks(store, Block):
        index = EntityIndex(model, store, entity, block, options)
        life = policy(index)
        settings = lifecycle_component(index) if life else None
        policies += [life] if life else []
        components += [settings] if settings else []
        indices.append(live_indices(index, components))
        if index.kind != "single":
            templates.append(index_template(index, settings))
    schema = Schema(by_name(components), by_name(policies), by_name(templates), by_name(indices))
    return Compiled(schema, hints(model, store, options.prefix))
