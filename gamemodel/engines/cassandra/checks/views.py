"""Whether the server accepts a materialized view."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.sections import TableSpec
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.engines.cassandra.compile.fields import is_view

_DOUBLE_WRITE = "write `copies: double-write`"


def check_view(table: TableContext) -> Iterator[Diagnostic]:
    spec, base = table.spec, table.block.tables[0]
    if is_view(table.block, spec):
        for message, help in (*_key(spec, base), *_contents(spec, base)):
            yield codes.UNFIT_VIEW.at(spec.span, f"{spec.name}: {message}", help)


def _columns(spec: TableSpec) -> set[str]:
    return {*(part.column for part in spec.partition), *(order.field for order in spec.cluster.orders)}


def _key(spec: TableSpec, base: TableSpec) -> Iterator[tuple[str, str]]:
    own, theirs = _columns(spec), _columns(base)
    if missing := ", ".join(sorted(theirs - own)):
        yield f"the key of a view of {base.name} must hold {missing} too", f"add {missing} at the end of `cluster`"
    if len(more := sorted(own - theirs)) > 1:
        yield f"only one column more than the key of {base.name} is allowed, not {', '.join(more)}", _DOUBLE_WRITE
    descending = {order.field for order in base.cluster.orders if order.descending}
    if turned := ", ".join(sorted(descending & {part.column for part in spec.partition})):
        yield (
            f"{base.name} sorts {turned} descending, so it cannot be the view's partition key",
            f"sort it ascending in the base, or {_DOUBLE_WRITE}",
        )


def _contents(spec: TableSpec, base: TableSpec) -> Iterator[tuple[str, str]]:
    if base.static or base.counter:
        yield f"{base.name} has static columns or counters", _DOUBLE_WRITE
    for word in ("static", "counter", "indexes", "masked"):
        if getattr(spec, word):
            yield f"a view has no `{word}`", f"move it to the first table, or {_DOUBLE_WRITE}"
    if spec.options and spec.options.ttl is not None:
        yield "a view has no TTL of its own", "remove `ttl`: rows expire with those of the first table"
