"""Redis under the laws: a connection, a prefix and users for each example; generated writers fill it with live keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from gamemodel.change import Hints
from gamemodel.engine import File, Outcome
from gamemodel.engines.redis.dialect import backfill_script, quoting, registry
from gamemodel.engines.redis.dialect.patterns import parse
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.engines.redis.server.connect import RedisServer
from gamemodel.migration import Link, Migration, Revision
from gamemodel.step import Backfill, Statement
from tests.laws.cases import FULL_SPEED, FileCase, Place, url_of
from tests.laws.fold import difference, fold
from tests.strategies import redis as strategies
from tests.strategies.redis_writer import example_key, example_values, write
from tests.unit.engines.redis.models import store, target


class Redis(FileCase):
    name = "redis"
    region = "us-east-1"
    outcomes = frozenset({Outcome.DONE, Outcome.NOT_DONE})

    def hints(self, old: Schema, new: Schema) -> Hints:
        return Hints(dropped=tuple(f"family:{each.name}" for each in old.families))

    def prove_read_back(self, schema: Schema) -> None:
        for each in schema.families:
            assert registry.read_family(each.name, registry.entry(each)) == each

    def link_files(self, migration: Migration, old: Schema) -> tuple[File, ...]:
        link = Link(Revision(1, "0001_ab", "t", "", "0", (migration,)), None)
        return self.engine.migration_files(link, migration, store())

    def statements(self, files: tuple[File, ...], migration: Migration) -> tuple[object, object]:
        lines = [quoting.split(line) for line in files[0].text.splitlines() if line]
        sent = []
        for step in migration.up:
            assert isinstance(step, Statement | Backfill)
            sent.append(quoting.split(step.text if isinstance(step, Statement) else backfill_script.script_line(step)))
        return [line for line in lines if line[0] != "ECHO"], sent

    def connected(self, urls: Mapping[tuple[str, str], str]) -> AbstractContextManager[str]:
        return url_of(urls, self)

    @contextmanager
    def place(self, connected: str, pair: tuple[Any, Any]) -> Iterator[Place]:
        prefix = f"gmlaw{uuid.uuid4().hex[:8]}:"
        old, new = (strategies.renamed(each, prefix) for each in pair)
        names = sorted({role.name for schema in (old, new) for role in schema.roles})
        with self.engine.connect(target(connected, prefix), "game") as server:
            assert isinstance(server, RedisServer)
            connection = server.nodes.first.connection
            try:
                for name in names:
                    connection.call("ACL", "SETUSER", name, "on", ">secret")
                yield Place(server, server.target, old, new)
            finally:
                gone = connection.call("KEYS", f"{prefix}*")
                if gone:
                    connection.call("DEL", *gone)
                for name in names:
                    connection.call("ACL", "DELUSER", name)

    def use(self, place: Place, old: Schema, new: Schema) -> None:
        """What dropped families left is deleted, as the warning about them says; then every family is written to."""
        assert isinstance(place.server, RedisServer)
        clear(place.server, self.folded(old, new))
        for family in new.families:
            seed(place.server, family)

    def seen(self, place: Place, old: Schema, new: Schema) -> tuple[Any, Any]:
        return place.server.introspect(self.folded(old, new), FULL_SPEED), new

    def folded(self, old: Schema, new: Schema) -> Schema:
        """`new` with what the fold remembers of `old`."""
        found: Schema = fold(old, difference(self, old, new))[-1]
        return found


def seed(server: RedisServer, family: Family, count: int = 3) -> None:
    """Keys as a correct writer makes them, also at the longest TTL it may choose."""
    bounds = family.ttl_range_ms
    for n in range(1, count + 1):
        ttl = None if bounds is None else bounds[n % 2]
        for command in write(family, example_key(family, n), example_values(family, n), ttl):
            server.nodes.keyed(command[1], *command)


def clear(server: RedisServer, schema: Schema) -> None:
    """Delete the keys of dropped families that never expire."""
    connection = server.nodes.first.connection
    for gone in schema.retired:
        if gone.ttl_ms is None:
            keys = connection.call("KEYS", parse(gone.key).glob)
            if keys:
                connection.call("UNLINK", *keys)


CASE = Redis()
