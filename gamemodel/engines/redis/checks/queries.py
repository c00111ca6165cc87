"""Checks that each query is served by a family that can answer it, and that each family serves a query or says why it exists."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.dialect.formats import PERIODS
from gamemodel.engines.redis.schema import Family
from gamemodel.model import Model, Query
from gamemodel.topology import Store


def prove(families: tuple[DeclaredFamily, ...], model: Model, store: Store) -> Iterator[Diagnostic]:
    """Findings over all entities."""
    for entity in model.entities:
        here = [each for each in families if each.entity.name == entity.name]
        for query in entity.queries:
            if query.store == store.name:
                yield from _query(query, [each for each in here if query.name in each.declared.serves])
    for family in families:
        if not family.declared.serves and not family.declared.why:
            yield family.at(codes.IDLE, "it serves no query", "write serves: [query], or why: what it is for")
        for name in family.declared.serves:
            of = next((each for each in family.entity.queries if each.name == name), None)
            if of is not None and of.store != store.name:
                yield family.at(codes.CANNOT_SERVE, f"query {name} is asked of {of.store}, not of {store.name}")


def _query(query: Query, serving: list[DeclaredFamily]) -> Iterator[Diagnostic]:
    if not serving:
        message = f"no key family serves query {query.name}"
        yield codes.UNSERVED.at(query.span, message, f"write serves: [{query.name}] in a family")
    for family in serving:
        for problem, help in _problems(query, family.compiled):
            yield family.at(codes.CANNOT_SERVE, f"it cannot serve {query.name}: {problem}", help)


def _problems(query: Query, family: Family) -> Iterator[tuple[str, str]]:
    for name in (*query.filter, *query.match):
        yield f"no key is found by filtering on {name}", "serve it from a store with indexes"
        return
    fixed = {p.field for p in family.pattern.placeholders if p.form not in PERIODS}
    buckets = {p.field for p in family.pattern.placeholders if p.form in PERIODS}
    for name in sorted(fixed - set(query.by)):
        yield f"the key needs {name}, which the query does not fix", f"write by: [{', '.join([*query.by, name])}]"
    for name in sorted(set(query.by) - fixed):
        yield f"{name} is not in the key", f"put <{name}> into the key, or take it out of by:"
    for name in sorted(buckets - {*query.by, query.range}):
        yield f"the key needs a time bucket of {name}, which the query does not fix", f"write range: {name}"
    yield from _order(query, family, buckets)


def _order(query: Query, family: Family, buckets: set[str]) -> Iterator[tuple[str, str]]:
    wanted = [each.field for each in query.order] + (
        [query.range] if query.range and query.range not in buckets else []
    )
    wanted = list(dict.fromkeys(wanted))
    if query.one and family.kind in ("zset", "geo", "set", "list", "stream"):
        yield f"one row is asked for, and a {family.kind} holds many", "use a hash or a string"
    if not wanted:
        return
    if family.kind == "zset":
        score = family.score.name if family.score else ""
        for name in wanted:
            if name != score:
                yield f"it is ordered by {score}, not by {name}", f"write score: {name}"
    elif family.kind not in ("list", "stream"):
        yield f"a {family.kind} has no order for {', '.join(wanted)}", "use a zset with that score"
