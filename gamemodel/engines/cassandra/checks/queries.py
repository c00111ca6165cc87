"""Whether every query has a table that answers it, and every table and index a query."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import Block, IndexSpec
from gamemodel.engines.cassandra.checks.answers import answer
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.model import Entity, Query
from gamemodel.topology import Store

_IDLE_HELP = "list queries under `serves`, or give the reason under `why`"


def check_unserved(entity: Entity, block: Block | None, store: Store) -> Iterator[Diagnostic]:
    tables = block.tables if block else ()
    served = {name for spec in tables for name in (*spec.serves, *(n for i in spec.indexes for n in i.serves))}
    for query in entity.queries:
        if query.store != store.name or query.name in served:
            continue
        could = next((spec.name for spec in tables if answer(query, spec).served), "")
        add = "add a table whose key the query fixes"
        help = f"{could} can: write `serves: [{query.name}]` there" if could else add
        yield codes.NOBODY.at(query.span, f"no table serves the query {query.name}", help)


def check_queries(table: TableContext) -> Iterator[Diagnostic]:
    """Whether a table and its indexes answer the queries they list; and that each lists one."""
    spec = table.spec
    if not (spec.serves or spec.why or any(index.serves or index.why for index in spec.indexes)):
        yield codes.IDLE.at(spec.span, f"table {spec.name} serves no query", _IDLE_HELP)
    for name in spec.serves:
        yield from _answered(table, name, (), spec.span)
    for index in spec.indexes:
        if not (index.serves or index.why):
            yield codes.IDLE.at(index.span, f"index {index.name} serves no query", _IDLE_HELP)
        for name in index.serves:
            through = tuple(each for each in spec.indexes if name in each.serves)
            if through[0] is index:
                yield from _answered(table, name, through, index.span)


def _answered(
    table: TableContext, name: str, through: tuple[IndexSpec, ...], span: Span | None
) -> Iterator[Diagnostic]:
    query: Query = next(each for each in table.entity.queries if each.name == name)
    if query.store != table.store.name:
        message = f"query {query.name} is asked of {query.store}, not of {table.store.name}"
        yield codes.NOBODY.at(span, message, "remove it here")
        return
    result = answer(query, table.spec, through)
    if not result.served:
        yield codes.CANNOT.at(query.span, f"{query.name}: {result.reason}", result.help)
    elif result.scatters:
        rate = f" {query.rate_per_s:g} times a second" if query.rate_per_s else ""
        message = f"{query.name} asks every node of {table.spec.name}{rate}"
        yield codes.SCATTERS.at(query.span, message, "add a table if it is frequent")
