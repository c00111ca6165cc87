"""The dataclasses of a Redis store in topology.yaml and of an entity's block."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gamemodel.diagnostics import Span
from gamemodel.engines.redis.schema import Kind
from gamemodel.source.declaration import keyed
from gamemodel.source.quantities import FieldName, Name, Percent, QueryName, RoleName, Seconds, SecondsOrNone

UNSAID = -1
"""The TTL of a family that says none of its own, which the checks report."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do besides what follows from the families."""

    name: RoleName = keyed()
    commands: tuple[str, ...] = field(default=(), metadata={"doc": "commands that touch no key: publish, script|load"})
    channels: tuple[str, ...] = field(
        default=(), metadata={"doc": "globs of channels that it may publish and subscribe to"}
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Options:
    """A Redis store's keys in topology.yaml."""

    prefix: str = field(default="", metadata={"doc": "begins every key that the model owns: `game:`"})
    cluster: bool = field(default=False, metadata={"doc": "the servers run in cluster mode"})
    acl: Literal["managed", "unmanaged"] = field(
        default="unmanaged",
        metadata={"doc": "managed: the users called like the roles get the rights that follow from the families"},
    )
    grants: tuple[Grant, ...] = field(default=(), metadata={"doc": "role -> rights besides those that follow"})
    ignore: tuple[str, ...] = field(
        default=(), metadata={"doc": "globs of keys under the prefix that belong to others"}
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class KeyFamily:
    """One family of keys."""

    name: Name = keyed()
    key: str = field(
        default="", metadata={"doc": 'the key without the prefix: "user:<name>:profile"; {…} is a hash tag'}
    )
    type_: Kind = field(default="string", metadata={"doc": "what a key of this family holds"})
    serves: tuple[QueryName, ...] = field(default=(), metadata={"doc": "queries that it answers"})
    fields: Literal["all"] | tuple[FieldName, ...] = field(
        default=(), metadata={"doc": "of a hash or stream: fields of the entity, or all that are not in the key"}
    )
    member: FieldName | None = field(default=None, metadata={"doc": "of a set, zset or geo: what its members are"})
    score: FieldName | None = field(default=None, metadata={"doc": "of a zset: what orders it"})
    value: FieldName | None = field(default=None, metadata={"doc": "of a string, counter or list: what it holds"})
    ttl: SecondsOrNone = field(default=UNSAID, metadata={"doc": "how long a key lives after a write, or none"})
    jitter: Percent = field(default=0.0, metadata={"doc": "share by which a writer varies the TTL, up or down"})
    sliding: bool = field(default=False, metadata={"doc": "a reader renews the TTL"})
    fill: Literal["writers", "read-through"] = field(
        default="writers",
        metadata={"doc": "read-through: a reader that finds nothing writes the key, so readers may write"},
    )
    readers: tuple[RoleName, ...] = field(default=(), metadata={"doc": "roles that read it"})
    writers: tuple[RoleName, ...] = field(default=(), metadata={"doc": "roles that write and delete it"})
    together: str = field(
        default="", metadata={"doc": "families of the same word are used together and share a hash tag"}
    )
    version: int = field(default=1, metadata={"doc": "from 2 on, the key ends in :v2"})
    why: str = field(default="", metadata={"doc": "what it is for, where it serves no query"})
    doc: str = field(default="", metadata={"doc": "a sentence for the generated pages"})
    renamed_from: str = field(default="", metadata={"doc": "the name this family had before; its keys are the same"})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """Who keeps the copy in Redis, where another store is the home."""

    by: Literal["writer", "outbox", "job"] = field(metadata={"doc": "the application itself, an outbox, or a job"})
    lag: Seconds | None = field(default=None, metadata={"doc": "how far behind the copy may be"})


@dataclass(frozen=True, slots=True)
class Block:
    """An entity's block for a Redis store."""

    keys: tuple[KeyFamily, ...] = field(default=(), metadata={"doc": "key families by name"})
    feed: Feed | None = field(default=None, metadata={"doc": "who keeps the copy"})
    dropped: tuple[str, ...] = field(default=(), metadata={"doc": "families that shall go"})
    span: Span | None = field(default=None, compare=False)
