"""Bind an entity's block and a store's own keys to the dataclasses of sections.py, with every error at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gamemodel.engines.mysql import codes
from gamemodel.engines.mysql.block.sections import Block, Options
from gamemodel.model import Entity
from gamemodel.source.bind import bind
from gamemodel.source.node import Node
from gamemodel.source.report import Report
from gamemodel.source.scope import EMPTY

_TABLE_OPTIONS: Final = frozenset(
    ("avg_row_length", "checksum", "compression", "delay_key_write", "encryption", "key_block_size", "max_rows", "min_rows",
     "pack_keys", "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "autoextend_size", "tablespace"),
)  # fmt: skip


def bind_options(node: Node, report: Report) -> Options | None:
    """The store's own keys."""
    return bind(node, Options, report, EMPTY)


def bind_block(node: Node, entity: Entity, report: Report) -> Block | None:
    """The entity's block; generated columns may be named where fields may."""
    scope = EMPTY.within(entity)
    made = node.get("generated")
    if made is not None and scope.columns is not None:
        scope = replace(scope, columns=(*scope.columns, *(key.text for key, _ in made.pairs)))
    block = bind(node, Block, report, scope)
    if block is None:
        return None
    known = set(scope.columns or ())
    for name, _ in block.types:
        if name not in known:
            report.add(codes.UNKNOWN_COLUMN, f"'{name}' is not a field or column of {entity.name}", node.span)
    for key, _ in block.options:
        if key not in _TABLE_OPTIONS:
            report.add(
                codes.BAD_OPTION,
                f"'{key}' is not a table option",
                block.span,
                f"one of {', '.join(sorted(_TABLE_OPTIONS))}",
            )
    for index in block.indexes:
        if sum(map(bool, (index.on, index.unique, index.fulltext))) != 1:
            report.add(codes.BAD_INDEX, f"index {index.name} needs one of on, unique, fulltext", index.span)
        if index.parser and not index.fulltext:
            report.add(codes.BAD_INDEX, f"index {index.name}: only a fulltext index has a parser", index.span)
    _partitioning(block, report)
    return block


def _partitioning(block: Block, report: Report) -> None:
    parting = block.partitioning
    if parting is None:
        return
    if len(parting.chosen) != 1:
        report.add(codes.BAD_PARTITIONING, "partitioning needs one of range, list, hash, key", parting.span)
        return
    word, by = parting.chosen[0]
    if word in ("range", "list") and (not parting.partitions or parting.count):
        report.add(codes.BAD_PARTITIONING, f"partitioning by {word} needs partitions: {{name: bound}}", parting.span)
    if word in ("hash", "key") and (parting.count < 1 or parting.partitions):
        report.add(codes.BAD_PARTITIONING, f"partitioning by {word} needs count: a number", parting.span)
    if word == "key" and by.expression:
        report.add(codes.BAD_PARTITIONING, "partitioning by key takes columns, not an expression", parting.span)
