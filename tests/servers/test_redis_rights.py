"""Rights on a real Redis: what each role may and may not do, and users left alone otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import redis

from gamemodel.engines.redis.dialect import rights
from gamemodel.engines.redis.dialect.rights import ACCESS, commands
from gamemodel.engines.redis.schema import Schema
from gamemodel.errors import ServerRefused
from gamemodel.step import Bindings, Statement
from tests.servers import redis_place
from tests.servers.redis_place import ENGINE, FULL, Place, apply

place = redis_place.place


@pytest.mark.parametrize("kind", sorted(rights._READ))
def test_every_command_of_every_list_is_allowed_by_its_own_access_alone(place: Place, kind: str) -> None:
    """READ with %R~, WRITE with %W~; BOTH is denied by either of them, or it would stand in the wrong list."""
    ask = place.client.execute_command
    key, other = f"{place.prefix}k", f"{place.prefix}k2"
    only_both = set(commands(kind, "both")) - set(commands(kind, "read")) - set(commands(kind, "write"))
    if kind == "stream":
        only_both = set()  # consumer groups: the server would allow some, the lists say that they read and write
    for access in ("read", "write"):
        place.users(place.game)
        ask("ACL", "SETUSER", place.game, "-@all", "clearselectors", "resetkeys", f"{ACCESS[access]}{place.prefix}*",
            *(f"+{each}" for each in commands(kind, "both")))  # fmt: skip
        for command in commands(kind, access):
            assert ask("ACL", "DRYRUN", place.game, *arguments(place.client, command, key, other)) == "OK", (
                access,
                command,
            )
        for command in only_both:
            assert ask("ACL", "DRYRUN", place.game, *arguments(place.client, command, key, other)) != "OK", (
                access,
                command,
            )


SHAPES = {
    "set": "KEY v", "getex": "KEY PERSIST", "sintercard": "1 KEY", "zintercard": "1 KEY", "zdiff": "1 KEY", "zinter": "1 KEY",
    "zunion": "1 KEY", "lmpop": "1 KEY LEFT", "blmpop": "1 1 KEY LEFT", "zmpop": "1 KEY MIN", "bzmpop": "1 1 KEY MIN",
    "zdiffstore": "KEY 1 OTHER", "zinterstore": "KEY 1 OTHER", "zunionstore": "KEY 1 OTHER", "bitop": "AND KEY OTHER",
    "lmove": "KEY OTHER LEFT LEFT", "blmove": "KEY OTHER LEFT LEFT 1", "smove": "KEY OTHER m", "rpoplpush": "KEY OTHER",
    "sdiffstore": "KEY OTHER", "sinterstore": "KEY OTHER", "sunionstore": "KEY OTHER", "pfmerge": "KEY OTHER", "lcs": "KEY OTHER",
    "zrangestore": "KEY OTHER 0 1", "geosearchstore": "KEY OTHER FROMMEMBER m BYRADIUS 1 m", "xread": "STREAMS KEY 0",
    "xreadgroup": "GROUP g c STREAMS KEY >", "bitfield": "KEY SET u8 0 1",
}  # fmt: skip
"""Commands whose keys do not simply come first."""


def arguments(client: Any, command: str, key: str, other: str) -> list[str]:
    """The shortest call of `command` that the server takes, keys where keys stand."""
    words = command.split("|")
    if command in SHAPES:
        return [*words, *SHAPES[command].replace("KEY", key).replace("OTHER", other).split()]
    arity = abs(client.execute_command("COMMAND", "INFO", command)[command]["arity"])
    return [*words, *[key, "1", "2", "3", "4", "5"][: arity - len(words)]]


def test_a_role_may_do_what_it_is_for_and_nothing_else(place: Place) -> None:
    schema = place.schema()
    place.users()
    with place.open() as server:
        apply(server, Schema(), schema)
    host, port = place.url.removeprefix("redis://").split(":")
    profile, session = f"{place.prefix}user:ann:profile", f"{place.prefix}sess:1"
    with (
        redis.Redis(host, int(port), username=place.game, password="secret", decode_responses=True) as game,
        redis.Redis(host, int(port), username=place.shop, password="secret", decode_responses=True) as shop,
    ):
        assert game.ping()
        assert game.hset(profile, "age", "3") == 1  # read-through: readers fill
        assert game.expire(profile, 60)
        assert game.hget(profile, "age") == "3"
        assert shop.hset(session, "ip", "::1") == 1
        assert game.hgetall(session) == {"ip": "::1"}
        assert game.pexpire(session, 1000)  # sliding: readers renew
        assert game.zadd(f"{place.prefix}rank", {"ann": 1}) == 1
        assert game.zincrby(f"{place.prefix}rank", 2, "ann") == 3
        assert "users.profile" in game.hkeys(f"{place.prefix}gamemodel:registry")
        with game.pipeline(transaction=True) as pipe:
            assert pipe.hget(profile, "age").hget(session, "ip").execute() == ["3", "::1"]
        denied = (
            lambda: game.hset(session, "ip", "x"),
            lambda: game.set(profile, "x"),
            lambda: game.hdel(f"{place.prefix}rank", "x"),
            lambda: game.delete(session),
            lambda: game.get("somebody:else"),
            lambda: game.hset(f"{place.prefix}gamemodel:registry", "x", "y"),
            lambda: game.delete(f"{place.prefix}gamemodel:ledger"),
            game.scan,
            lambda: game.keys("*"),
            game.flushall,
            lambda: game.execute_command("EVAL", "return 1", 0),
            lambda: game.config_get("*"),
            lambda: game.publish("c", "x"),
            lambda: shop.hget(session, "ip"),
            lambda: shop.zadd(f"{place.prefix}rank", {"a": 1}),
        )
        for ask in denied:
            with pytest.raises(redis.exceptions.NoPermissionError):
                ask()


def test_passwords_and_on_and_off_are_never_touched(place: Place) -> None:
    place.users()
    place.client.execute_command("ACL", "SETUSER", place.shop, "off", ">another")
    before = {name: place.client.acl_getuser(name) for name in (place.game, place.shop)}
    with place.open() as server:
        apply(server, Schema(), place.schema())
        apply(server, place.schema(), replace(place.schema(), roles=()))
    for name, was in before.items():
        now = place.client.acl_getuser(name)
        assert now["passwords"] == was["passwords"]
        assert [flag for flag in now["flags"] if flag in ("on", "off", "nopass")] == [
            flag for flag in was["flags"] if flag in ("on", "off", "nopass")
        ]


def test_a_missing_user_is_refused_with_help_and_not_created(place: Place) -> None:
    place.users(place.game)
    step = Statement(f"role:{place.shop}", rights.setuser(place.schema().roles[1]))
    with place.open() as server:
        capability = server.capability(step)
        assert capability.kind == "refuse"
        assert f"ACL SETUSER {place.shop} on" in capability.help
        assert "gamemodel explain GM662" in capability.help
        with pytest.raises(ServerRefused, match=f"no user '{place.shop}'"):
            list(server.run(step, Bindings(), None))
    assert place.client.acl_getuser(place.shop) is None


def test_an_environment_may_go_without_rights(place: Place) -> None:
    with place.open(("acl", "not-applied")) as server:
        (step,) = ENGINE.restore(place.schema(), f"role:{place.game}")
        assert server.capability(step).kind == "skip"
        seen = ENGINE.observable(place.schema(), place.target(("acl", "not-applied")))
        assert seen.schema.roles == ()
        assert "acl: not-applied" in seen.notes[0]
        assert server.introspect(place.schema(), FULL).roles == ()
        assert server.preflight() == ()
    assert ENGINE.observable(place.schema(), place.target(flavour="elasticache")).schema.roles == ()
