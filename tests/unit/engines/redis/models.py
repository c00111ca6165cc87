"""Models, stores and targets for the tests of the Redis engine, built by hand."""

from __future__ import annotations

from typing import Any

from gamemodel.diagnostics import Span
from gamemodel.engines.redis.block.sections import Block, KeyFamily, Options
from gamemodel.engines.redis.schema import Family, Registry, Schema, Value
from gamemodel.model import Block as EntityBlock
from gamemodel.model import Entity, Field, Model, Query, Reference, Type
from gamemodel.topology import Region, Scope, Store, Target, Topology

SPAN = Span("schema/entities/x.yaml", 1, 1)


def store(prefix: str = "game:", flavour: str = "redis-7", **options: Any) -> Store:
    return Store(
        "redis",
        "redis",
        flavour,
        Scope("each-region"),
        Options(prefix, **{"acl": "managed", **options}),
        folder="redis_keys",
    )


def target(url: str, prefix: str = "game:", settings: tuple[tuple[str, str], ...] = (), **options: Any) -> Target:
    return Target(store(prefix, **options), "test", ("eu-west-1",), url, settings=settings)


STRING = Type("string", length=32)
FIELDS = {
    "id": Type("uuid"),
    "name": STRING,
    "age": Type("int16"),
    "rating": Type("int32"),
    "wealth": Type("int64"),
    "at": Type("timestamp"),
    "note": Type("text"),
    "open": Type("bool"),
    "tags": Type("list", element=STRING),
}


def entity(name: str, *families: KeyFamily, queries: tuple[Query, ...] = (), **more: Any) -> Entity:
    """An entity with one field of each name in FIELDS; `owner` refers to users.name, `maybe` is optional."""
    fields = (
        *(Field(each, type_) for each, type_ in FIELDS.items()),
        Field("owner", STRING, ref=Reference("users", "name")),
        Field("maybe", STRING, required=False),
    )
    block = EntityBlock("redis", Block(tuple(families)), SPAN)
    return Entity(name, "redis", ("id",), fields, queries, (block,), **more)


def model(*entities: Entity, **options: Any) -> tuple[Model, Store]:
    made = store(**options)
    topology = Topology((Region("eu-west-1", "eu"), Region("us-east-1", "us")), (made,), ("game", "jobs"))
    return Model("game", topology, tuple(sorted(entities, key=lambda each: each.name))), made


def family(name: str, key: str, type_: Any = "hash", **more: Any) -> KeyFamily:
    """A family without faults unless `more` makes one."""
    given = {"fields": ("name",)} if type_ in ("hash", "stream") else {}
    return KeyFamily(
        name,
        key,
        type_,
        **{**given, "ttl": 900, "readers": ("game",), "writers": ("game",), "why": "a test", "span": SPAN, **more},
    )


OLD = Family(
    "users.profile", "game:user:<name>:profile", "hash", (Value("age", "integer"), Value("name")),
    ttl_s=900, jitter=0.1, readers=("game",), writers=("game",),
)  # fmt: skip


def schema(*families: Family, **more: Any) -> Schema:
    """A schema of families as they are stored."""
    return Schema(Registry("game:"), families, **more)
