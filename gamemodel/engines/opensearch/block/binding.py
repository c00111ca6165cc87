"""Reads an entity's block and a store's options from YAML nodes, with every error at once."""

from __future__ import annotations

from gamemodel.engines.opensearch import codes
from gamemodel.engines.opensearch.block.sections import Block, Options
from gamemodel.model import Entity
from gamemodel.source.bind import bind
from gamemodel.source.codes import MISFIT
from gamemodel.source.node import Node
from gamemodel.source.report import Report


def bind_block(node: Node, entity: Entity, report: Report) -> Block | None:
    """The block, or None with every reason in `report`."""
    block = bind(node, Block, report, report.scope.within(entity))
    if block is None:
        return None
    if bool(block.index) == bool(block.stream):
        report.add(
            codes.NO_INDEX, "a search block names either index or stream", node.span, f"write index: {entity.name}"
        )
        return None
    if block.rebuild and block.rollover:
        report.add(
            codes.NO_INDEX, "an index is either rebuilt by a job or rolled over", node.span, "keep rebuild or rollover"
        )
        return None
    if block.lifecycle and block.lifecycle.hot and block.lifecycle.hot.after:
        report.add(MISFIT, "an index is hot from its first moment on", block.lifecycle.span, "remove after: from hot")
        return None
    return block


def bind_options(node: Node, report: Report) -> Options | None:
    """The store's own keys, or None with every reason in `report`."""
    return bind(node, Options, report, report.scope)
