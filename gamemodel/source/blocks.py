"""The blocks of an entity, one for each store. Each is bound by the engine of its store."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.model.entity import Block, Entity
from gamemodel.source import codes
from gamemodel.source.node import Node
from gamemodel.source.problems import describe
from gamemodel.source.report import Report
from gamemodel.source.stores import Engines
from gamemodel.topology import Topology


def bind_blocks(entity: Entity, node: Node, topology: Topology, engines: Engines, report: Report) -> Entity:
    """The entity with the blocks in its file, one for each store."""
    if not entity.fields:
        return entity
    blocks: list[Block] = []
    stores = {each.name: each for each in topology.stores}
    for key, value in node.pairs:
        store = stores.get(key.text)
        if store is None:
            continue
        if value.kind != "mapping":
            message = f"expected a mapping (the block of {entity.name} for {key.text}), found {describe(value)}"
            report.add(codes.WRONG_KIND, message, value.span if not value.is_empty else key.span)
            continue
        before = len(report.found)
        bound = engines(store.engine).bind_block(value, entity, report)
        if bound is not None:
            blocks.append(Block(key.text, bound, key.through(value)))
        elif len(report.found) == before:
            report.add(codes.BAD_VALUE, f"the block of {entity.name} for {key.text} cannot be read", key.span)
    return replace(entity, blocks=tuple(blocks))
