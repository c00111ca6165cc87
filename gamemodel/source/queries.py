"""`queries:` of an entity: how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gamemodel.diagnostics import Span
from gamemodel.model.entity import Order, Query
from gamemodel.source.declaration import KEYED
from gamemodel.source.quantities import FieldName, Millis, Name, Positive, Rate, StoreName


@dataclass(frozen=True, slots=True)
class QueryBody:
    """One entry of `queries:`."""

    name: Name = field(metadata=KEYED)
    store: StoreName = field(metadata={"doc": "The store that answers it."})
    by: tuple[FieldName, ...] = field(default=(), metadata={"doc": "Equality on all of these fields."})
    filter: tuple[FieldName, ...] = field(default=(), metadata={"doc": "Equality on any subset of these fields."})
    match: tuple[FieldName, ...] = field(default=(), metadata={"doc": "Full-text search in these fields."})
    range: FieldName = field(default="", metadata={"doc": "Between two values of this field."})
    order: tuple[tuple[FieldName, Literal["asc", "desc"]], ...] = field(
        default=(), metadata={"doc": "Order of the rows."}
    )
    limit: Positive | None = field(default=None, metadata={"doc": "The most rows that are read."})
    page: Positive | None = field(default=None, metadata={"doc": "Rows per page."})
    one: bool = field(default=False, metadata={"doc": "At most one row answers it."})
    p99: Millis | None = field(default=None, metadata={"doc": "The time that 99 of 100 calls stay below: 10ms."})
    rate: Rate | None = field(default=None, metadata={"doc": "How often it is asked: 4k/s."})
    doc: str = field(default="", metadata={"doc": "What it is for."})
    span: Span | None = field(default=None, compare=False)


def make_query(body: QueryBody) -> Query:
    order = tuple(Order(name, direction == "desc") for name, direction in body.order)
    return Query(
        body.name, body.store, body.by, body.filter, body.match, body.range, order, body.limit, body.page, body.one,
        body.p99, body.rate, body.doc, body.span,
    )  # fmt: skip
