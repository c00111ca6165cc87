"""Hand-made changes of every kind on a real Redis are found; what belongs to others is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gamemodel.change import Hints
from gamemodel.engines.redis.schema import Registry, Schema
from gamemodel.ledger import Head
from tests.servers import redis_place
from tests.servers.redis_place import ENGINE, FULL, Place, apply, drift

place = redis_place.place


def test_a_hand_made_change_of_every_kind_is_found(place: Place) -> None:
    schema = place.schema()
    ask = place.client.execute_command
    registry = f"{place.prefix}gamemodel:registry"
    profile = f"{place.prefix}user:ann:profile"
    session = f"{place.prefix}sess:00000000-0000-4000-8000-000000000001"
    header = f'{{"format":1,"prefix":"{place.prefix}","cluster":true}}'
    by_hand: dict[str, tuple[Callable[[], object], str]] = {
        "a right more": (lambda: ask("ACL", "SETUSER", place.game, "+get"), f"role {place.game}"),
        "a category": (lambda: ask("ACL", "SETUSER", place.game, "+@admin"), f"role {place.game}"),
        "all keys": (lambda: ask("ACL", "SETUSER", place.game, "~*"), f"role {place.game}"),
        "a channel": (lambda: ask("ACL", "SETUSER", place.game, "&x"), f"role {place.game}"),
        "a selector more": (lambda: ask("ACL", "SETUSER", place.game, "(~zz +get)"), f"role {place.game}"),
        "selectors gone": (lambda: ask("ACL", "SETUSER", place.shop, "clearselectors"), f"role {place.shop}"),
        "a user gone": (lambda: ask("ACL", "DELUSER", place.shop), f"role {place.shop}"),
        "an entry gone": (lambda: ask("HDEL", registry, "users.profile"), "users.profile"),
        "an entry more": (lambda: ask("HSET", registry, "x.y", '{"key":"a:b","kind":"set"}'), "x.y"),
        "an entry spoiled": (lambda: ask("HSET", registry, "users.profile", "{"), "cannot be read"),
        "an entry altered": (lambda: ask("HSET", registry, "users.ranking",
                             ask("HGET", registry, "users.ranking").replace("integer", "number")), "users.ranking"),
        "the header altered": (lambda: ask("HSET", registry, "gamemodel", header), "registry"),
        "the registry gone": (lambda: ask("DEL", registry), "registry"),
        "a stray": (lambda: ask("SET", f"{place.prefix}tmp:1", "x"), f"{place.prefix}tmp:*"),
        "a malformed key": (lambda: ask("HSET", f"{place.prefix}sess:7", "ip", "x"), f"{place.prefix}sess:*"),
        "another type": (lambda: ask("SET", profile, "x", "EX", 60), "type string instead of hash"),
        "no TTL": (lambda: ask("HSET", profile, "age", "1"), "has no TTL"),
        "a long TTL": (lambda: (ask("HSET", session, "ip", "1"), ask("EXPIRE", session, 9999)), "longer"),
        "a TTL that is not declared": (lambda: (ask("ZADD", f"{place.prefix}rank", 1, "a"), ask("EXPIRE", f"{place.prefix}rank", 9)), "expires"),
        "a field": (lambda: (ask("HSET", profile, "boo", "1"), ask("EXPIRE", profile, 60)), "has field boo"),
        "a value's form": (lambda: (ask("HSET", profile, "age", "old"), ask("EXPIRE", profile, 60)), "field age is not in the format integer"),
        "a score": (lambda: ask("ZADD", f"{place.prefix}rank", 1.5, "a"), "not a whole number"),
    }  # fmt: skip
    place.users()
    with place.open() as server:
        apply(server, Schema(), schema)
        assert drift(server, schema) == []
        for what, (do, words) in by_hand.items():
            do()
            found = drift(server, schema)
            assert any(words in each for each in found), (what, found)
            place.users()
            for key in place.client.scan_iter(match=f"{place.prefix}*"):
                if ":gamemodel:" not in key or what.startswith(("an entry", "the ")):
                    place.client.delete(key)
            apply(server, Schema(), schema)
            assert drift(server, schema) == [], what


def test_what_live_keys_break_has_a_code(place: Place) -> None:
    schema = replace(place.schema(), roles=())
    profile = f"{place.prefix}user:ann:profile"
    with place.open() as server:
        apply(server, Schema(), schema)
        place.client.set(f"{place.prefix}tmp:1", "x")
        place.client.hset(profile, "age", 1)
        found = ENGINE.diff(server.introspect(schema, FULL), schema, Hints()).refusals
        assert [(each.code, each.subject) for each in found] == [
            ("GM266", f"keys:{place.prefix}tmp:*"),
            ("GM267", "family:users.profile"),
        ]
        place.client.delete(f"{place.prefix}tmp:1")
        place.client.expire(profile, 900)
        assert drift(server, schema) == []


def test_keys_of_others_are_not_drift(place: Place) -> None:
    schema = replace(place.schema(), registry=Registry(place.prefix, ignore=(f"{place.prefix}celery:*",)), roles=())
    outside = f"x{place.prefix}y"
    with place.open() as server:
        apply(server, Schema(), schema)
        server.ensure_ledger(Head("game", "redis", "test", server.cluster()))
        place.client.set(f"{place.prefix}celery:1", "x")
        place.client.set(outside, "x")
        try:
            assert drift(server, schema) == []
        finally:
            place.client.delete(outside)


def test_what_a_dropped_family_left_is_drift_only_where_it_never_ends(place: Place) -> None:
    old = replace(place.schema(), roles=())
    new = replace(old, families=())
    folded = new
    for change in ENGINE.diff(old, new, Hints()).changes:
        folded = change.apply_to(old) if folded is new else change.apply_to(folded)
    place.client.hset(f"{place.prefix}user:ann:profile", "age", 1)
    place.client.expire(f"{place.prefix}user:ann:profile", 60)
    with place.open() as server:
        apply(server, Schema(), old)
        apply(server, old, new)
        assert drift(server, folded) == []
        place.client.zadd(f"{place.prefix}rank", {"a": 1})
        (found,) = drift(server, folded)
        assert "left by the dropped family, and never expires" in found
