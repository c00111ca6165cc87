"""Every change a Redis store can undergo: its effect, words, steps and way back; which ones are needed is diff.py's.

A step on a family writes its whole registry entry, so every step can be repeated. Where live keys must follow (another
TTL, a field that goes), a Backfill visits them: its `text` is the command for one key with `${key}`, and `${A..B}` for a
number drawn per key; `rows` says which keys (`TYPE hash`, `PTTL >N`, `PTTL set`); `key` is the family's pattern.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gamemodel.change import Change, HandWritten
from gamemodel.engines.redis import registry as registry_
from gamemodel.engines.redis.quoting import line, quote
from gamemodel.engines.redis.rights import setuser
from gamemodel.engines.redis.schema import Family, Part, Registry, Rights, Role, Schema
from gamemodel.step import Backfill, Statement, Step

Changes: TypeAlias = tuple[Change[Schema], ...]


def duration(seconds: float | None) -> str:
    """`990` -> `16m30s`; None -> `none`."""
    if seconds is None:
        return "none"
    words, left = "", seconds
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        count, left = divmod(left, size)
        words += f"{count:.0f}{unit}" if count else ""
    return words + (f"{left:g}s" if left or not words else "")


def _registry(schema: Schema) -> Registry:
    if schema.registry is None:
        raise ValueError("the registry comes first")
    return schema.registry


def _known(schema: Schema, name: str) -> Family:
    family = schema.family(name)
    if family is None:
        raise ValueError(f"no key family {name}")
    return family


def _write(schema: Schema, subject: str, family: Family, comment: str) -> Statement:
    return Statement(subject, registry_.set_family(_registry(schema), family), comment)


@dataclass(frozen=True, slots=True)
class AddRegistry:
    """The registry of a store that has none."""

    registry: Registry

    @property
    def subject(self) -> str:
        return "registry"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"+ registry {self.registry.key}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=self.registry)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        text = line("HSET", self.registry.key, registry_.HEADER, registry_.header(self.registry))
        return (Statement(self.subject, text, self.describe()),)

    def inverse(self, schema: Schema) -> DropRegistry:  # noqa: ARG002
        return DropRegistry()


@dataclass(frozen=True, slots=True)
class DropRegistry:
    """No registry: the store holds no family any more."""

    @property
    def subject(self) -> str:
        return "registry"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return "- registry"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=None)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (Statement(self.subject, line("DEL", _registry(schema).key), self.describe()),)

    def inverse(self, schema: Schema) -> AddRegistry:
        return AddRegistry(_registry(schema))


@dataclass(frozen=True, slots=True)
class AlterRegistry:
    """Another setting of the store: cluster mode, ignored keys. The prefix cannot change."""

    registry: Registry

    @property
    def subject(self) -> str:
        return "registry"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        ignored = ", ".join(self.registry.ignore) or "none"
        return f"~ registry cluster {str(self.registry.cluster).lower()}, ignored keys {ignored}"

    def apply_to(self, schema: Schema) -> Schema:
        return replace(schema, registry=self.registry)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return AddRegistry(self.registry).steps(schema)

    def inverse(self, schema: Schema) -> AlterRegistry:
        return AlterRegistry(_registry(schema))


@dataclass(frozen=True, slots=True)
class AddFamily:
    """A key family enters the registry. Nothing is written to keys: writers do that."""

    family: Family

    @property
    def subject(self) -> str:
        return f"family:{self.family.name}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"+ family {self.family.name} {self.family.kind} {self.family.key}, ttl {duration(self.family.ttl_s)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self.family)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (_write(schema, self.subject, self.family, self.describe()),)

    def inverse(self, schema: Schema) -> DropFamily:  # noqa: ARG002
        return DropFamily(self.family.name)


@dataclass(frozen=True, slots=True)
class DropFamily:
    """A key family leaves the registry. Its live keys are not touched; they end with their TTL."""

    name: str
    left: str = ""
    """What becomes of the live keys, in words."""

    @property
    def subject(self) -> str:
        return f"family:{self.name}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"- family {self.name}" + (f" ({self.left})" if self.left else "")

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_family(self.name)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (Statement(self.subject, registry_.unset(_registry(schema), self.name), self.describe()),)

    def inverse(self, schema: Schema) -> AddFamily:
        return AddFamily(_known(schema, self.name))


@dataclass(frozen=True, slots=True)
class RenameFamily:
    """The family has another name in the model; its keys are the same."""

    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"family:{self.new}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"~ family {self.old} renamed to {self.new}"

    def apply_to(self, schema: Schema) -> Schema:
        family = replace(_known(schema, self.old), name=self.new)
        left = replace(schema, families=tuple(each for each in schema.families if each.name != self.old))
        return left.with_family(family)

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        family = replace(_known(schema, self.old), name=self.new)
        return (
            _write(schema, self.subject, family, self.describe()),
            Statement(f"family:{self.old}", registry_.unset(_registry(schema), self.old), self.describe()),
        )

    def inverse(self, schema: Schema) -> RenameFamily:  # noqa: ARG002
        return RenameFamily(self.new, self.old)


@dataclass(frozen=True, slots=True)
class AlterLifetime:
    """Another TTL, jitter or sliding. Live keys follow: those that would outlive the new TTL get it, or lose theirs."""

    name: str
    ttl_s: int | None
    jitter: float = 0.0
    sliding: bool = False
    was: str = ""
    """The lifetime before, in words."""
    destroys: bool = False
    """Keys that never expired will."""

    @property
    def subject(self) -> str:
        return f"family:{self.name}.ttl"

    def describe(self) -> str:
        now = lifetime(self.ttl_s, self.jitter, self.sliding)
        return f"~ family {self.name} {f'{self.was} -> ' if self.was else ''}{now}"

    def _after(self, schema: Schema) -> Family:
        family = _known(schema, self.name)
        return replace(family, ttl_s=self.ttl_s, jitter=self.jitter, sliding=self.sliding)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        before, after = _known(schema, self.name), self._after(schema)
        entry = _write(schema, self.subject, after, self.describe())
        old, new = before.ttl_range_ms, after.ttl_range_ms
        if new is None:
            return (entry,) if old is None else (entry, self._visit(after, "PERSIST ${key}", "PTTL set"))
        if old is not None and old[1] <= new[1]:
            return (entry,)
        text = f"PEXPIRE ${{key}} ${{{new[0]}..{new[1]}}} LT"
        return (entry, self._visit(after, text, f"PTTL >{new[1]}"))

    def _visit(self, family: Family, text: str, where: str) -> Backfill:
        return Backfill(self.subject, text, (family.key,), f"TYPE {family.type} {where}", "live keys follow")

    def inverse(self, schema: Schema) -> AlterLifetime:
        family = _known(schema, self.name)
        destroys = self.ttl_s is None and family.ttl_s is not None
        was = lifetime(self.ttl_s, self.jitter, self.sliding)
        return AlterLifetime(self.name, family.ttl_s, family.jitter, family.sliding, was, destroys)


def lifetime(ttl_s: int | None, jitter: float, sliding: bool) -> str:
    """`ttl 15m, jitter 10%, sliding`."""
    return (
        f"ttl {duration(ttl_s)}" + (f", jitter {jitter * 100:g}%" if jitter else "") + (", sliding" if sliding else "")
    )


@dataclass(frozen=True, slots=True)
class AddField:
    """A field more in a hash or stream. Keys that were written before lack it until they are written again."""

    name: str
    field: Part

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.field.name}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"+ field {self.name}.{self.field}"

    def _after(self, schema: Schema) -> Family:
        family = _known(schema, self.name)
        return replace(family, fields=tuple(sorted((*family.fields, self.field), key=lambda each: each.name)))

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (_write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> DropField:
        return DropField(self.name, self.field.name, destroys=_known(schema, self.name).kind == "hash")


@dataclass(frozen=True, slots=True)
class DropField:
    """A field less. In a hash it is removed from live keys; entries of a stream cannot be changed and age out."""

    name: str
    field: str
    destroys: bool = True

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.field}"

    def describe(self) -> str:
        return f"- field {self.name}.{self.field}"

    def _after(self, schema: Schema) -> Family:
        family = _known(schema, self.name)
        return replace(family, fields=tuple(each for each in family.fields if each.name != self.field))

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        after = self._after(schema)
        entry = _write(schema, self.subject, after, self.describe())
        if after.kind != "hash":
            return (entry,)
        text = f"HDEL ${{key}} {quote(self.field)}"
        return (entry, Backfill(self.subject, text, (after.key,), "TYPE hash", "live keys follow"))

    def inverse(self, schema: Schema) -> AddField:
        field = next(each for each in _known(schema, self.name).fields if each.name == self.field)
        return AddField(self.name, field)


Slot: TypeAlias = Literal["field", "member", "score", "value"]


@dataclass(frozen=True, slots=True)
class AlterPart:
    """A field, member, score or value gets a form that holds all values of the old one, or another name in the model
    (a field of a hash keeps its name: that one is stored)."""

    name: str
    slot: Slot
    part: Part
    was: Part

    @property
    def subject(self) -> str:
        return f"family:{self.name}.{self.part.name if self.slot == 'field' else self.slot}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"~ {self.slot} {self.name} {self.was} -> {self.part}"

    def _after(self, schema: Schema) -> Family:
        family = _known(schema, self.name)
        match self.slot:
            case "member":
                return replace(family, member=self.part)
            case "score":
                return replace(family, score=self.part)
            case "value":
                return replace(family, value=self.part)
        fields = tuple(self.part if each.name == self.was.name else each for each in family.fields)
        return replace(family, fields=fields)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (_write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> AlterPart | None:  # noqa: ARG002
        return AlterPart(self.name, self.slot, self.was, self.part)


@dataclass(frozen=True, slots=True)
class RelabelKey:
    """The placeholders of a key have other names, or forms that hold all values of the old ones; every key stays valid."""

    name: str
    key: str
    was: str

    @property
    def subject(self) -> str:
        return f"family:{self.name}.key"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"~ family {self.name} key {self.was} -> {self.key} (the same keys)"

    def _after(self, schema: Schema) -> Family:
        return replace(_known(schema, self.name), key=self.key)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (_write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> RelabelKey:  # noqa: ARG002
        return RelabelKey(self.name, self.was, self.key)


@dataclass(frozen=True, slots=True)
class AlterAccess:
    """Other readers, writers or way of filling, as the registry says them; the users' rights are changes of roles."""

    name: str
    readers: tuple[str, ...]
    writers: tuple[str, ...]
    fill: str = "writers"
    together: str = ""

    @property
    def subject(self) -> str:
        return f"family:{self.name}.access"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        words = f"readers {', '.join(self.readers) or 'none'}; writers {', '.join(self.writers) or 'none'}"
        if self.fill != "writers":
            words += f"; fill {self.fill}"
        return f"~ family {self.name} {words}" + (f"; together {self.together}" if self.together else "")

    def _after(self, schema: Schema) -> Family:
        family = _known(schema, self.name)
        return replace(family, readers=self.readers, writers=self.writers, fill=self.fill, together=self.together)

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_family(self._after(schema))

    def steps(self, schema: Schema) -> tuple[Step, ...]:
        return (_write(schema, self.subject, self._after(schema), self.describe()),)

    def inverse(self, schema: Schema) -> AlterAccess:
        family = _known(schema, self.name)
        return AlterAccess(self.name, family.readers, family.writers, family.fill, family.together)


@dataclass(frozen=True, slots=True)
class AddRole:
    """A user of the server gets the rights that the model derives, in place of any others it has."""

    role: Role

    @property
    def subject(self) -> str:
        return f"role:{self.role.name}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"+ role {self.role.name}: {' '.join(self.role.rights.patterns)}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_role(self.role)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, setuser(self.role), self.describe()),)

    def inverse(self, schema: Schema) -> DropRole:  # noqa: ARG002
        return DropRole(self.role.name)


@dataclass(frozen=True, slots=True)
class DropRole:
    """A user keeps its password and loses every right."""

    name: str

    @property
    def subject(self) -> str:
        return f"role:{self.name}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        return f"- role {self.name}: the user stays, without rights"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.without_role(self.name)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, setuser(Role(self.name, Rights())), self.describe()),)

    def inverse(self, schema: Schema) -> AddRole | None:
        role = schema.role(self.name)
        return AddRole(role) if role else None


@dataclass(frozen=True, slots=True)
class AlterRole:
    """Other rights for a user."""

    role: Role
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"role:{self.role.name}"

    @property
    def destroys(self) -> bool:
        return False

    def describe(self) -> str:
        words = [*_few("+", self.gained), *_few("-", self.lost)]
        return f"~ role {self.role.name}: {' '.join(words) or 'as declared on every node'}"

    def apply_to(self, schema: Schema) -> Schema:
        return schema.with_role(self.role)

    def steps(self, schema: Schema) -> tuple[Step, ...]:  # noqa: ARG002
        return (Statement(self.subject, setuser(self.role), self.describe()),)

    def inverse(self, schema: Schema) -> AlterRole | None:
        role = schema.role(self.role.name)
        return AlterRole(role, self.lost, self.gained) if role else None


def _few(sign: str, words: tuple[str, ...], most: int = 12) -> list[str]:
    """The first of many, each with its sign, and how many more there are."""
    shown = [f"{sign}{word}" for word in words[:most]]
    return [*shown, f"({sign}{len(words) - most} more)"] if len(words) > most else shown


AnyChange: TypeAlias = (
    AddRegistry
    | DropRegistry
    | AlterRegistry
    | AddFamily
    | DropFamily
    | RenameFamily
    | AlterLifetime
    | AddField
    | DropField
    | AlterPart
    | RelabelKey
    | AlterAccess
    | AddRole
    | DropRole
    | AlterRole
    | HandWritten
)
