"""Partitioning is valid in MySQL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.mysql import codes, flavours
from gamemodel.engines.mysql.dialect.dependencies import partitioned_by
from gamemodel.engines.mysql.schema import Schema, Table


def check(schema: Schema, table: Table, hints: Hints) -> Iterator[Diagnostic]:
    parting, span = table.partitioning, hints.span(table.name)
    if parting is None:
        return
    columns = [each.name for each in table.columns if partitioned_by(parting, each.name)]
    for what, names in _unique_keys(table):
        lacking = ", ".join(name for name in columns if name not in names)
        if lacking:
            message = f"{table.name} is partitioned by {lacking}, which {what} lacks"
            yield codes.BAD_PARTITIONING.at(span, message, f"add {lacking} to it")
    if len(parting.partitions) > flavours.PARTITIONS or parting.count > flavours.PARTITIONS:
        yield codes.BAD_PARTITIONING.at(span, f"{table.name} has more than {flavours.PARTITIONS} partitions")
    if parting.method.startswith("RANGE"):
        bounds = [_bound(each.values) for each in parting.partitions]
        if any(one >= other for one, other in pairwise(bounds)):
            yield codes.BAD_PARTITIONING.at(span, f"{table.name}: the bounds of the ranges do not rise")
    for other in schema.tables:
        if any(key.table == table.name for key in other.foreign_keys) and other.name != table.name:
            yield codes.BAD_PARTITIONING.at(span, f"{table.name} is partitioned, and {other.name} refers to it")


def _unique_keys(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "the primary key", table.key_columns
    for index in table.indexes:
        if index.unique:
            yield f"unique index {index.name}", tuple(part.column for part in index.parts)


def _bound(text: str) -> tuple[int, float, str]:
    """One bound in an order that can be compared: numbers by value, texts and times as text, MAXVALUE last."""
    if text == "MAXVALUE":
        return (1, 0.0, "")
    try:
        return (0, float(text), "")
    except ValueError:
        return (0, 0.0, text)
