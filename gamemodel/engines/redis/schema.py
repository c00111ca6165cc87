"""What can exist in one Redis store: the registry of key families, the rights of roles, and what live keys break.

Subjects: `registry`; `family:users.profile` a key family and `family:users.profile.ttl`, `.age` a part of it;
`role:game` a role; `keys:game:tmp:*` live keys that no family declares.

Redis holds no schema. What a store says of itself is the hash `<prefix>gamemodel:registry` (one JSON value per family) and
the rights of its users; what its keys are is found by reading them. Findings about live keys (`strays`, `violations`)
are part of the value, so that a schema with any of them never equals a declared one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from gamemodel.engines.redis.dialect.patterns import Pattern, parse
from gamemodel.named import find, put, without

Kind = Literal["string", "counter", "bitmap", "hyperloglog", "hash", "list", "set", "zset", "geo", "stream"]

SERVER_TYPE: Final[dict[str, str]] = {
    "string": "string", "counter": "string", "bitmap": "string", "hyperloglog": "string",
    "hash": "hash", "list": "list", "set": "set", "zset": "zset", "geo": "zset", "stream": "stream",
}  # fmt: skip
"""What TYPE answers for a key of each kind."""


@dataclass(frozen=True, slots=True)
class Value:
    """A named value of a family (a hash field, a member, a score). `form` is the format it is written in (dialect/formats.py)."""

    name: str
    form: str = "text"

    def __str__(self) -> str:
        return f"{self.name} {self.form}"


@dataclass(frozen=True, slots=True)
class Family:
    """A family of keys. `key` is its pattern with the store's prefix, version and the form of each placeholder.

    `fields`: of a hash or stream, sorted; `member`, `score`: of a set, zset or geo; `value`: of a string, list, counter.
    `ttl_s` None: keys live until they are deleted; `jitter`: share by which a writer varies the TTL, up or down;
    `sliding`: a reader renews the TTL; `fill`: `read-through` when readers write what they missed.
    """

    name: str
    key: str
    kind: Kind
    fields: tuple[Value, ...] = ()
    member: Value | None = None
    score: Value | None = None
    value: Value | None = None
    ttl_s: int | None = None
    jitter: float = 0.0
    sliding: bool = False
    fill: str = "writers"
    readers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    together: str = ""
    version: int = 1

    @property
    def pattern(self) -> Pattern:
        return parse(self.key)

    @property
    def type(self) -> str:
        """What TYPE answers."""
        return SERVER_TYPE[self.kind]

    @property
    def ttl_range_ms(self) -> tuple[int, int] | None:
        """The shortest and longest TTL that a writer sets, in ms; None where keys do not expire."""
        if self.ttl_s is None:
            return None
        return round(self.ttl_s * 1000 * (1 - self.jitter)), round(self.ttl_s * 1000 * (1 + self.jitter))


@dataclass(frozen=True, slots=True)
class Registry:
    """What the registry says of itself. `prefix`: every key that the model owns begins with it; `ignore`: globs of keys
    under the prefix that belong to others; `cluster`: keys of several slots cannot be used together."""

    prefix: str = ""
    cluster: bool = False
    ignore: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The hash that holds the registry."""
        return f"{self.prefix}gamemodel:registry"


@dataclass(frozen=True, slots=True)
class Selector:
    """Commands that are allowed on keys (`%R~a:*`, `%W~a:*`, `~a:*`) and channels, and on no others; all sorted."""

    commands: tuple[str, ...]
    keys: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything a user may do: commands without keys, channels, and selectors. Passwords and on/off are not part of it.

    Commands are listed one by one (`hget`, `client|id`), never as categories: what is allowed is compared, not how it was granted.
    """

    commands: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    selectors: tuple[Selector, ...] = ()

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every key pattern that is granted, sorted."""
        return tuple(sorted({*self.keys, *(key for selector in self.selectors for key in selector.keys)}))


@dataclass(frozen=True, slots=True)
class Role:
    """A user of the server with the rights that the model derives. `elsewhere`: nodes whose rights differ, and how."""

    name: str
    rights: Rights
    elsewhere: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stray:
    """Live keys of one shape that no family declares: how many, their type, and one of them."""

    shape: str
    type: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Violation:
    """Live keys (or a registry entry) that do not keep what a family declares: what is wrong, how many, and one of them."""

    family: str
    problem: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Retired:
    """A family that was dropped. Its keys live on until their TTL ends; with none, until they are deleted."""

    name: str
    key: str
    type: str
    ttl_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """One store. Families, roles and findings are sorted by name. `retired` is remembered but makes no difference."""

    registry: Registry | None = None
    families: tuple[Family, ...] = ()
    roles: tuple[Role, ...] = ()
    strays: tuple[Stray, ...] = ()
    violations: tuple[Violation, ...] = ()
    retired: tuple[Retired, ...] = field(default=(), compare=False)

    def family(self, name: str) -> Family | None:
        return find(self.families, name)

    def existing_family(self, name: str) -> Family:
        """The family called `name`. Raises ValueError."""
        found = self.family(name)
        if found is None:
            raise ValueError(f"no key family {name}")
        return found

    def existing_registry(self) -> Registry:
        """Raises ValueError where there is no registry yet."""
        if self.registry is None:
            raise ValueError("the registry comes first")
        return self.registry

    def role(self, name: str) -> Role | None:
        return find(self.roles, name)

    def with_family(self, family: Family) -> Schema:
        """With `family` added or put in place of the one of its name, which is no longer retired then."""
        return replace(
            self,
            families=put(self.families, family),
            retired=without(self.retired, family.name),
        )

    def without_family(self, name: str) -> Schema:
        """Without the family, which is remembered as retired."""
        gone = self.family(name)
        if gone is None:
            return self
        old = Retired(gone.name, gone.key, gone.type, gone.ttl_range_ms[1] if gone.ttl_range_ms else None)
        return replace(
            self,
            families=without(self.families, name),
            retired=put(self.retired, old),
        )

    def with_role(self, role: Role) -> Schema:
        return replace(self, roles=put(self.roles, role))

    def without_role(self, name: str) -> Schema:
        return replace(self, roles=without(self.roles, name))
