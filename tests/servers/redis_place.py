"""A prefix and two roles of one test on a shared Redis, what is applied there, and the drift that is seen."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import redis

from gamemodel.change import Difference, Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.schema import Family, Registry, Schema, Value
from gamemodel.engines.redis.server.connect import RedisServer
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.step import Bindings
from gamemodel.topology import Target
from tests.unit.engines.redis.models import target

ENGINE = get("redis")
FULL = Pace(None, False)


@dataclass
class Place:
    """A prefix and two roles of one test on a shared server."""

    url: str
    prefix: str
    client: Any

    @property
    def game(self) -> str:
        return f"{self.prefix.rstrip(':')}-game"

    @property
    def shop(self) -> str:
        return f"{self.prefix.rstrip(':')}-shop"

    def schema(self, **more: Any) -> Schema:
        families = (
            Family("sessions.session", f"{self.prefix}sess:<id:uuid>", "hash", (Value("ip"), Value("user")),
                   ttl_s=1800, sliding=True, readers=(self.game,), writers=(self.shop,)),
            Family("users.profile", f"{self.prefix}user:<name>:profile", "hash", (Value("age", "integer"), Value("name")),
                   ttl_s=900, jitter=0.1, fill="read-through", readers=(self.game,), writers=(self.shop,)),
            Family("users.ranking", f"{self.prefix}rank", "zset", member=Value("name"), score=Value("rating", "integer"),
                   readers=(self.game,), writers=(self.game,)),
        )  # fmt: skip
        registry = Registry(self.prefix)
        options = Options(self.prefix, acl="managed")
        return Schema(registry, families, derived_roles(families, registry, options), **more)

    def target(self, *settings: tuple[str, str], **options: Any) -> Target:
        return target(self.url, self.prefix, settings, **options)

    @contextmanager
    def open(self, *settings: tuple[str, str], **options: Any) -> Iterator[RedisServer]:
        with ENGINE.connect(self.target(*settings, **options), "game") as server:
            assert isinstance(server, RedisServer)
            yield server

    def users(self, *names: str) -> None:
        for name in names or (self.game, self.shop):
            self.client.execute_command("ACL", "SETUSER", name, "on", ">secret")

    def sweep(self) -> None:
        for key in self.client.scan_iter(match=f"{self.prefix}*", count=1000):
            self.client.delete(key)
        self.client.execute_command("ACL", "DELUSER", self.game, self.shop)


def apply(server: RedisServer, old: Schema, new: Schema) -> None:
    difference: Difference[Schema] = ENGINE.diff(old, new, Hints())
    assert difference.refusals == ()
    state = old
    for change in difference.changes:
        for step in change.steps(state):
            assert server.capability(step).kind == "send"
            assert list(server.run(step, Bindings(), None))
        state = change.apply_to(state)


def drift(server: RedisServer, expected: Schema, pace: Pace = FULL) -> list[str]:
    found = ENGINE.diff(server.introspect(expected, pace), expected, Hints())
    return [each.describe() for each in found.changes] + [each.describe for each in found.refusals]


@pytest.fixture
def place(urls: dict[tuple[str, str], str]) -> Iterator[Place]:
    url = urls["redis", "us-east-1"]
    with redis.Redis.from_url(url, decode_responses=True) as client:
        made = Place(url, f"gmtest{uuid.uuid4().hex[:8]}:", client)
        yield made
        made.sweep()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A primary and its replica, of this module's own."""
    sandbox = Sandbox(tmp_path_factory.mktemp("redis"))
    found = sandbox.up((StoreRequest("redis", "redis", "each-region", ("eu-west-1",), replicas=1),))
    primary = next(each for each in found if each.role != "replica")
    replica = next(each for each in found if each.role == "replica")
    yield primary.url, replica.url
    sandbox.down()
