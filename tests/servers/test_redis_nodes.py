"""Several nodes of one Redis: rights on each, keys from the replica, at a pace; and nobody there."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import redis

from gamemodel.engine import Pace
from gamemodel.engines.redis.dialect import rights
from gamemodel.engines.redis.schema import Schema
from gamemodel.engines.redis.server import users
from gamemodel.errors import ServerRefused, Unreachable, UsageError
from gamemodel.step import Bindings, Statement
from tests.servers import redis_place
from tests.servers.redis_place import ENGINE, Place, apply, drift
from tests.unit.engines.redis.models import target

pair = redis_place.pair
place = redis_place.place


def on(url: str, prefix: str) -> Place:
    return Place(url, prefix, redis.Redis.from_url(url, decode_responses=True))


def test_rights_go_to_every_node_and_keys_are_read_from_the_replica(pair: tuple[str, str]) -> None:
    primary, replica = on(pair[0], "pair:"), on(pair[1], "pair:")
    primary.users()
    replica.users()
    schema = primary.schema()
    with primary.open() as server:
        assert len(server.nodes.every) == 2
        assert server.preflight() == ()
        apply(server, Schema(), schema)
        assert drift(server, schema, Pace(None, True)) == []
        assert [str(node.connection) for node in server.nodes.readers(True)] == [pair[1].removeprefix("redis://")]
        before = replica.client.info("commandstats").get("cmdstat_scan", {"calls": 0})["calls"]
        drift(server, schema, Pace(None, True))
        assert replica.client.info("commandstats")["cmdstat_scan"]["calls"] > before
        replica.client.execute_command("ACL", "SETUSER", replica.game, "+flushall")
        (found,) = drift(server, schema)
        assert replica.game in found
        apply(server, replace(schema, roles=()), schema)
        replica.client.execute_command("ACL", "SETUSER", replica.game, "resetkeys", "clearselectors", "-@all")
        placed = server.placement(schema)
        assert [step.subject for step in placed] == [f"role:{replica.game}"]
        for step in placed:
            list(server.run(step, Bindings(), None))
        assert drift(server, schema) == []
        assert server.placement(schema) == ()


def test_a_node_that_lacks_the_user_stops_before_the_first(pair: tuple[str, str]) -> None:
    primary, replica = on(pair[0], "lack:"), on(pair[1], "lack:")
    primary.users()
    step = Statement(f"role:{primary.game}", rights.setuser(primary.schema().roles[0]))
    with primary.open() as server:
        capability = server.capability(step)
        assert capability.kind == "refuse"
        assert pair[1].removeprefix("redis://") in capability.reason
        with pytest.raises(ServerRefused):
            users.set_rights(server.nodes, ("ACL", "SETUSER", primary.game, "+get"))
    assert primary.client.acl_getuser(primary.game)["commands"] == []
    assert replica.client.acl_getuser(primary.game) is None


def test_rights_outlive_a_restart_by_the_acl_file(pair: tuple[str, str]) -> None:
    primary, replica = on(pair[0], "kept:"), on(pair[1], "kept:")
    primary.users()
    replica.users()
    with primary.open() as server:
        apply(server, Schema(), primary.schema())
    primary.client.execute_command("ACL", "SETUSER", primary.game, "resetkeys", "clearselectors", "-@all")
    primary.client.execute_command("ACL", "LOAD")
    with primary.open() as server:
        assert drift(server, primary.schema()) == []


def test_the_pace_is_kept(place: Place) -> None:
    schema = replace(place.schema(), roles=())
    with place.client.pipeline(transaction=False) as pipe:
        for n in range(3000):
            pipe.hset(f"{place.prefix}user:{n}:profile", mapping={"age": n, "name": "x"})
            pipe.expire(f"{place.prefix}user:{n}:profile", 900)
        pipe.execute()
    with place.open() as server:
        apply(server, Schema(), schema)
        begun = time.monotonic()
        assert drift(server, schema, Pace(2000, False)) == []
        assert time.monotonic() - begun >= 1.4


def test_nobody_there_is_said_with_the_address(place: Place) -> None:
    nobody = target("redis://127.0.0.1:1", place.prefix)
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1"), ENGINE.connect(nobody, "game"):
        pytest.fail("nobody listens there")
    with (
        pytest.raises(UsageError, match="not the URL of a Redis server"),
        ENGINE.connect(target("http://x", place.prefix), "game"),
    ):
        pytest.fail("not a Redis URL")
