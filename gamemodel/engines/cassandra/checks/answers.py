"""Whether a table, or an index on it, answers a query without filtering."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.engines.cassandra.block.keys import KeyPart
from gamemodel.engines.cassandra.block.sections import IndexSpec, TableSpec
from gamemodel.model import Order, Query


@dataclass(frozen=True, slots=True)
class Answer:
    """`reason` and `help` where the query is not served; `scatters` where every node is asked."""

    reason: str = ""
    help: str = ""
    scatters: bool = False

    @property
    def served(self) -> bool:
        return not self.reason


def answer(query: Query, spec: TableSpec, through: tuple[IndexSpec, ...] = ()) -> Answer:
    """Whether `spec` answers `query`, by its key alone or through the indexes given.

    The rules are the server's: all partition columns fixed, then clustering columns by equality from the left, one range,
    and an order that follows the key as declared or wholly reversed.
    """
    if query.match:
        return Answer("Cassandra does not search in texts", "ask another store, or use `by`")
    if through:
        return _through(query, spec, through)
    if query.filter:
        return Answer(
            f"any of {_list(query.filter)} may be left out, so no key is fixed",
            "make it a query with `by`, or index each of the fields (sai) and serve it there",
        )
    missing = _open(query, spec.partition)
    if missing:
        return _unfixed(query, spec, missing)
    return _clustered(query, spec)


def _open(query: Query, partition: tuple[KeyPart, ...]) -> tuple[KeyPart, ...]:
    """Parts of the partition key that the query does not fix. Any condition on its field fixes a time bucket."""
    first = query.order[0].field if query.order else ""
    told = {*query.by, query.range, first}
    return tuple(part for part in partition if part.field not in (told if part.bucket else query.by))


def _unfixed(query: Query, spec: TableSpec, missing: tuple[KeyPart, ...]) -> Answer:
    names = _list(tuple(part.column for part in missing))
    if any(part.bucket for part in missing):
        bucket = next(part for part in missing if part.bucket)
        return Answer(
            f"{spec.name} is cut into a partition per {bucket.bucket} of {bucket.field}, and the query says no time",
            f"add `range: {bucket.field}` or `order: {{{bucket.field}: desc}}`, or take the bucket out of the key",
        )
    return Answer(
        f"{spec.name} is partitioned by {_list(tuple(p.column for p in spec.partition))}: {names} is not fixed by the query, "
        "which would read every partition (ALLOW FILTERING)",
        f"add a table with `partition: [{', '.join(query.by) or '…'}]`, or fix {names} in `by`",
    )


def _clustered(query: Query, spec: TableSpec) -> Answer:
    in_partition = {part.field for part in spec.partition if not part.bucket}
    columns = spec.cluster.orders
    left = [name for name in dict.fromkeys(query.by) if name not in in_partition]
    at = 0
    while at < len(columns) and columns[at].field in left:
        left.remove(columns[at].field)
        at += 1
    if left:
        return _skipped(left, columns[at:], spec)
    if query.range and query.range not in query.by:
        answer = _ranged(query, columns[at:], spec)
        if not answer.served:
            return answer
    return _ordered(query, columns[at:], spec) or _one(query, columns[at:], spec) or Answer()


def _skipped(left: list[str], rest: tuple[Order, ...], spec: TableSpec) -> Answer:
    first = left[0]
    if any(order.field == first for order in rest):
        return Answer(
            f"in the key of {spec.name}, {first} comes after {rest[0].field}, which the query does not fix",
            f"put {first} before {rest[0].field} in `cluster`, or fix {rest[0].field} too",
        )
    return Answer(
        f"{first} is not in the key of {spec.name}: the query would read whole partitions (ALLOW FILTERING)",
        f"add a table with {first} in its key, or an index on it that serves the query",
    )


def _ranged(query: Query, rest: tuple[Order, ...], spec: TableSpec) -> Answer:
    if rest and rest[0].field == query.range:
        return Answer()
    if any(part.field == query.range and part.bucket for part in spec.partition) and not rest:
        return Answer(
            f"{spec.name} knows {query.range} only by its bucket, and no finer", f"add {query.range} to `cluster`"
        )
    before = (
        f"comes after {rest[0].field}" if any(o.field == query.range for o in rest) else "is not a clustering column"
    )
    return Answer(
        f"a range of {query.range} cannot be read from {spec.name}: it {before}",
        f"make {query.range} the first of `cluster` that the query does not fix",
    )


def _ordered(query: Query, rest: tuple[Order, ...], spec: TableSpec) -> Answer | None:
    wanted = tuple(order for order in query.order if order.field not in query.by)
    if not wanted:
        return None
    bucket = next((part for part in spec.partition if part.bucket), None)
    if bucket and bucket.field not in query.by and wanted[0].field != bucket.field:
        return Answer(
            f"{spec.name} has a partition per {bucket.bucket} of {bucket.field}: rows of several cannot be read by {wanted[0].field}",
            f"order by {bucket.field}, or take the bucket out of the key",
        )
    key = tuple(order.field for order in rest[: len(wanted)])
    if key != tuple(order.field for order in wanted):
        stands = rest[0].field if rest else "nothing"
        return Answer(
            f"ORDER BY {_list(tuple(o.field for o in wanted))} is refused: in the key of {spec.name}, {stands} comes first, "
            f"so rows are in order only within one {stands}",
            f"put {wanted[0].field} first in `cluster`, or fix {stands} in `by`",
        )
    same = {order.descending == have.descending for order, have in zip(wanted, rest, strict=False)}
    if len(same) > 1:
        return Answer(
            f"{spec.name} is read in its own order or wholly reversed, not in a mixture of both",
            "give `cluster` the directions of the query",
        )
    return None


def _one(query: Query, rest: tuple[Order, ...], spec: TableSpec) -> Answer | None:
    if not query.one or not rest or query.limit == 1:
        return None
    names = _list(tuple(order.field for order in rest))
    return Answer(
        f"the query means one row, but {spec.name} may have several: {names} is not fixed",
        f"add {names} to `by`, or write `limit: 1`",
    )


def _through(query: Query, spec: TableSpec, indexes: tuple[IndexSpec, ...]) -> Answer:
    """Every equality must be a key prefix or indexed; the server does not order the result."""
    wanted = (*query.by, *query.filter, *((query.range,) if query.range else ()))
    indexed = {index.on for index in indexes}
    in_partition = {part.field for part in spec.partition}
    fixed = not _open(query, spec.partition)
    by_key = {*in_partition, *(order.field for order in spec.cluster.orders)} if fixed else set()
    bare = [name for name in wanted if name not in indexed and name not in by_key]
    legacy = [index.name for index in indexes if index.using == "legacy" and index.on in wanted]
    if bare:
        return Answer(
            f"{_list(tuple(bare))} is neither fixed by the key of {spec.name} nor indexed (ALLOW FILTERING)",
            "index it (sai) for this query, or add a table",
        )
    if len(legacy) > 1:
        return Answer(f"legacy indexes are not used together: {_list(tuple(legacy))}", "use sai")
    if query.range in indexed and any(index.on == query.range and index.using == "legacy" for index in indexes):
        return Answer(f"a legacy index has no order: no range of {query.range}", "use sai")
    if [order for order in query.order if order.field not in query.by]:
        return Answer(
            "ORDER BY is refused where an index is used",
            "add a table whose key has the order, or sort in the application",
        )
    return Answer(scatters=not fixed)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)
