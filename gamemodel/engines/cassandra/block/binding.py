"""Binds an entity's block and a store's keys in topology.yaml, and reports every error at once."""

from __future__ import annotations

from gamemodel.diagnostics import Span
from gamemodel.engines.cassandra.block.sections import Block, Options
from gamemodel.engines.cassandra.dialect.types import NotAType, canonical
from gamemodel.model import Entity
from gamemodel.source import codes
from gamemodel.source.bind import bind
from gamemodel.source.node import Node
from gamemodel.source.report import Report


def bind_options(node: Node, report: Report) -> Options | None:
    """The store's keys, or None with the reasons in `report`."""
    made = bind(node, Options, report, report.scope)
    sound = made is not None
    for name, fields in made.types if made else ():
        for field_name, text in fields:
            sound = _is_type(text, report, _at(node, "types", name, field_name)) and sound
    return made if sound else None


def bind_block(node: Node, entity: Entity, report: Report) -> Block | None:
    """The entity's block, or None with the reasons in `report`."""
    made = bind(node, Block, report, report.scope.within(entity))
    sound = made is not None
    if made and made.tables and made.tables[0].copies == "view":
        help = "write it at a table after the first"
        report.add(codes.MISFIT, "the first table is the base of the views", made.tables[0].span, help)
        sound = False
    for name, text in made.types if made else ():
        sound = _is_type(text, report, _at(node, "types", name)) and sound
    return made if sound else None


def _is_type(text: str, report: Report, span: Span) -> bool:
    try:
        canonical(text)
    except NotAType as error:
        report.add(codes.BAD_VALUE, str(error), span, "write a CQL type, such as int or frozen<map<text, bigint>>")
        return False
    return True


def _at(node: Node, *path: str) -> Span:
    """The place of a key path, or of the nearest node on the way."""
    for word in path:
        node = node.get(word) or node
    return node.span
