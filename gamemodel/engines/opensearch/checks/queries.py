"""Proves that the index serves every query of its store: each field is copied, indexed, and of the right kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.codes import PURPOSELESS, UNSERVED
from gamemodel.engines.opensearch.compile.blocks import mapped
from gamemodel.engines.opensearch.flavours import Flavour
from gamemodel.engines.opensearch.schema import Field
from gamemodel.engines.opensearch.types import ANALYSED, EXACT, NUMERIC, ORDERED
from gamemodel.model import Entity, Query
from gamemodel.topology import Store

_MATCHED: Final = (
    EXACT | NUMERIC | {"date", "date_nanos", "boolean", "ip", "flat_object", "flattened", "constant_keyword"}
)
_WINDOW: Final = 10_000
_NEEDS: Final = {
    "filter": "is matched exactly",
    "match": "is an analysed text",
    "range": "has an order (a number, a date, an address)",
    "order": "has doc values",
}


def findings(entity: Entity, block: Block, store: Store, kind: Flavour) -> Iterator[Diagnostic]:
    """One finding for each field that a query needs and the index cannot give."""
    fields: dict[str, list[Field]] = {}
    for model_field, _, field in mapped(entity, block, kind):
        fields.setdefault(model_field.name, []).append(field)
    served = [query for query in entity.queries if query.store == store.name]
    for query in served:
        for use, name in _uses(query):
            why = _unserved(use, fields.get(name, []))
            if why:
                yield UNSERVED.at(
                    query.span or block.span or entity.span,
                    f"query {query.name}: {name} {why}, and {use} needs one that {_NEEDS[use]}",
                    _help(use, name, fields),
                )
        if max(query.limit or 0, query.page or 0) > _window(block):
            yield UNSERVED.at(
                query.span,
                f"query {query.name} asks for {max(query.limit or 0, query.page or 0)} rows, a search returns at most {_window(block)}",
                "page through them with search_after, or set settings: {more: {max_result_window: …}}",
            )
    if not served and not block.purpose:
        yield PURPOSELESS.at(
            block.span or entity.span,
            f"{block.name} serves no query",
            f"write a query with store: {store.name}, or purpose: why",
        )


def _window(block: Block) -> int:
    text = dict(block.settings.more).get("max_result_window", "")
    return int(text) if text.isdecimal() else _WINDOW


def _uses(query: Query) -> Iterator[tuple[str, str]]:
    yield from (("filter", name) for name in dict.fromkeys((*query.by, *query.filter)))
    yield from (("match", name) for name in query.match)
    if query.range:
        yield "range", query.range
    yield from (("order", each.field) for each in query.order)


def _unserved(use: str, fields: list[Field]) -> str:
    """Why neither a field's columns nor their multi-fields serve the use; empty where one does."""
    if not fields:
        return "is not copied"
    reasons = []
    for column in fields:
        tried = [_why(use, one) for one in (column, *column.fields)]
        reasons.append("" if "" in tried else tried[0])
    return next((reason for reason in reasons if reason), "")


def _why(use: str, field: Field) -> str:
    kind = field.type
    if use != "order" and field.param("index") == "false":
        return f"is {kind} with index: false"
    if use == "order":
        wrong = kind in ANALYSED or kind in ("flat_object", "flattened", "binary", "object", "nested")
        return f"is {kind}" if wrong else ("has doc_values: false" if field.param("doc_values") == "false" else "")
    allowed = {"filter": _MATCHED, "match": ANALYSED, "range": ORDERED}[use]
    return "" if kind in allowed else f"is {kind}"


def _help(use: str, name: str, fields: dict[str, list[Field]]) -> str:
    if name not in fields:
        return f"add {name} to the block's fields"
    if use == "match":
        return f"types: {{{name}: text}}, with fields: {{raw: keyword}} if it is filtered too"
    return f"types: {{{name}: {{type: text, fields: {{raw: keyword}}}}}}" if use in ("filter", "order") else ""
