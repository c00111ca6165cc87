"""Redis in the conformance suite: one hash family with two roles."""

from __future__ import annotations

from typing import Any

from tests.servers.cases import ByHand, Case

ENTITY = """\
doc: A thing that a player owns.
owner: team
home: redis
identity: [id]
volume: {rows: 1k}
fields:
  id: uuid
  title: string(64)
  score?: int32
  colour?: string(16)
queries:
  by_id: {store: redis, by: [id], one: true}
redis:
  keys:
    item:
      serves: [by_id]
      key: "item:<id>"
      type: hash
      fields: [id, title]
      ttl: 1h
      readers: [game]
      writers: [accounts]
"""

KEY = "item:0d1b5a52-8d1c-4a6b-9b0a-0f2f4a1c9e11"


def client(url: str) -> Any:
    import redis

    return redis.Redis.from_url(url, decode_responses=True)


def users(url: str, name: str) -> None:
    """The users whose rights are managed, as somebody else makes them."""
    with client(url) as r:
        for role in ("game", "accounts"):
            r.execute_command("ACL", "SETUSER", f"{name}-{role}", "on", ">secret")


def drop(url: str, name: str) -> None:
    with client(url) as r:
        for key in r.scan_iter(match=f"{name}*", count=1000):
            r.delete(key)
        r.execute_command("ACL", "DELUSER", f"{name}-game", f"{name}-accounts")


def wrong_type(url: str, name: str) -> None:
    with client(url) as r:
        r.set(f"{name}:{KEY}", "text", ex=60)


def no_ttl(url: str, name: str) -> None:
    with client(url) as r:
        r.delete(f"{name}:{KEY}")
        r.hset(f"{name}:{KEY}", mapping={"id": "0", "title": "x"})


def unknown_field(url: str, name: str) -> None:
    with client(url) as r:
        r.delete(f"{name}:{KEY}")
        r.hset(f"{name}:{KEY}", mapping={"id": "0", "title": "x", "hacked": "1"})
        r.expire(f"{name}:{KEY}", 60)


def stray(url: str, name: str) -> None:
    with client(url) as r:
        r.set(f"{name}:stray:1", "x", ex=60)


CASE = Case(
    engine="redis",
    store='redis: {flavour: redis-7, scope: each-region, prefix: "NAME:"}',
    entity=ENTITY,
    additive=("fields: [id, title]", "fields: [id, title, score]"),
    second_additive=("fields: [id, title, score]", "fields: [id, title, score, colour]"),
    destructive=("fields: [id, title, score, colour]", "fields: [id, title, score]"),
    by_hand=(
        ByHand("a key of the wrong type", wrong_type, "item"),
        ByHand("a key without its TTL", no_ttl, "item"),
        ByHand("a field that nobody declared", unknown_field, "hacked"),
        ByHand("a key of no family", stray, "stray"),
    ),
    drop=drop,
)
