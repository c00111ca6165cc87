"""A Redis of 1,000,000 keys classified at full speed, beside bare SCAN over the same keys in the same run."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from bench.table import fastest, head
from gamemodel.engine import Pace
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.schema import Family, Registry, Schema, Value
from gamemodel.engines.redis.server.connection import Connection, pack
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.engines.redis.server.scan import audit
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.topology import Scope, Store, Target
from tests.strategies.redis_writer import example_values

KEYS = 1_000_000
PREFIX = "bench:"
FAMILIES = (
    Family("users.profile", f"{PREFIX}user:<name>:profile", "hash", (Value("age", "integer"), Value("name")), ttl_s=900, jitter=0.1),
    Family("users.ranking", f"{PREFIX}rank:<name>", "zset", member=Value("name"), score=Value("rating", "integer")),
    Family("sessions.session", f"{PREFIX}sess:<id:uuid>", "hash", (Value("ip"), Value("user")), ttl_s=1800, sliding=True),
    Family("sessions.active", f"{PREFIX}user:<name>:sess", "zset", member=Value("id", "uuid"), score=Value("at", "integer"), ttl_s=86_400),
    Family("items.count", f"{PREFIX}count:<item:unsigned>", "counter", value=Value("n", "integer"), ttl_s=3600),
)  # fmt: skip


def main() -> None:
    """Print the figures; the server is one of its own, ended afterwards."""
    head(f"Redis: {KEYS:,} keys in {len(FAMILIES)} families, type, TTL and a sample of the contents judged")
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        (place,) = sandbox.up((StoreRequest("redis", "redis", "each-region", ("eu-west-1",)),))
        try:
            _measure(place.url)
        finally:
            sandbox.down()


def _measure(url: str) -> None:
    store = Store("redis", "redis", "redis-7", Scope("each-region"), Options(PREFIX))
    nodes = Nodes(Target(store, "bench", ("eu-west-1",), url))
    connection = nodes.first.connection
    _fill(connection)
    registry = Registry(PREFIX)
    schema = Schema(registry, FAMILIES)

    def classify() -> None:
        strays, violations = audit(nodes, schema, registry, Pace(None, False))
        if strays or violations:
            raise AssertionError((strays, violations))

    floor = min(fastest(partial(_scan, connection, count), 3) for count in (1000, 10_000))
    bare = fastest(lambda: _scan_type_pttl(connection), 3)
    ours = fastest(classify, 5)
    for what, seconds, target in (
        ("bare SCAN, the fastest COUNT", floor, ""),
        ("SCAN, TYPE and PTTL of every key, replies thrown away", bare, ""),
        ("introspect: every key classified and judged", ours, ">= 200,000 keys/s"),
    ):
        print(f"{what:<58} {KEYS / seconds:>11,.0f} keys/s   {target:<20} {seconds / floor:5.2f} x bare SCAN")
    nodes.close()


def _fill(connection: Connection) -> None:
    """Keys as writers make them, a fifth of each family."""
    batch: list[bytes] = []
    for n in range(KEYS):
        family = FAMILIES[n % len(FAMILIES)]
        values = example_values(family, n)
        key = family.pattern.key(
            {
                p.name: f"{n:08x}-0000-4000-8000-{n:012x}" if p.form == "uuid" else str(n)
                for p in family.pattern.placeholders
            }
        )
        if family.kind == "hash":
            batch.append(pack("HSET", key, *(word for pair in sorted(values.items()) for word in pair)))
        elif family.kind == "zset":
            batch.append(pack("ZADD", key, n, next(iter(values.values()))))
        else:
            batch.append(pack("SET", key, n))
        if family.ttl_range_ms:
            batch.append(pack("PEXPIRE", key, family.ttl_range_ms[1]))
        if len(batch) > 2000:
            connection.replies(batch)
            batch = []
    connection.replies(batch)


def _scan(connection: Connection, count: int) -> None:
    cursor = b"0"
    while True:
        cursor, _ = connection.replies([pack("SCAN", cursor, "COUNT", count)])[0]
        if cursor == b"0":
            return


def _scan_type_pttl(connection: Connection) -> None:
    from gamemodel.engines.redis.server.scan import pages

    for _ in pages(connection, PREFIX.encode(), 1000):
        pass


if __name__ == "__main__":
    main()
