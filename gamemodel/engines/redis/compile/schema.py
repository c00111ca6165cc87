"""Model -> the Redis schema it means: families with full key patterns and forms, and rights derived from readers, writers and fill."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, Literal, cast

from gamemodel.change import Compiled, Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.redis import types
from gamemodel.engines.redis.block.sections import UNSAID, Block, KeyFamily, Options
from gamemodel.engines.redis.dialect import rights
from gamemodel.engines.redis.dialect.formats import PERIODS
from gamemodel.engines.redis.dialect.patterns import PatternError, Placeholder, parse
from gamemodel.engines.redis.schema import Family, Registry, Rights, Role, Schema, Value
from gamemodel.model import Entity, Model
from gamemodel.topology import Store

_WRITTEN: Final = re.compile(r"<(?:([a-z]+)\(([a-z][a-z0-9_]*)\)|([a-z][a-z0-9_]*))>")
_PLAIN: Final = re.compile(r"<([a-z][a-z0-9_]*)>")
_CODED: Final = ("string", "counter")


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:  # noqa: ARG001
    """The schema of `store`. A family that check.py finds faulty beyond use is left out, not guessed."""
    options = cast("Options", store.options)
    families: list[Family] = []
    hints = _Hints()
    for entity, block in blocks(model, store):
        hints.entity(entity, block)
        for declared in block.keys:
            try:
                families.append(family(entity, declared, options.prefix))
            except (KeyError, PatternError):
                continue
            hints.family(entity, declared)
    found = tuple(sorted(families, key=lambda each: each.name))
    registry = Registry(options.prefix, options.cluster, tuple(sorted(options.ignore)))
    roles = derived_roles(found, registry, options) if options.acl == "managed" else ()
    return Compiled(Schema(registry, found, roles), hints.made())


def blocks(model: Model, store: Store) -> Iterator[tuple[Entity, Block]]:
    """Each entity that lives in `store`, with its block."""
    for entity in model.entities:
        block = entity.block(store.name)
        if block is not None:
            yield entity, cast("Block", block.value)


def family(entity: Entity, declared: KeyFamily, prefix: str) -> Family:
    """One family as it is stored. Raises PatternError for its key, KeyError for a field that the entity lacks."""

    def part(name: str | None) -> Value | None:
        return Value(name, types.form(entity.field(name).type)) if name else None

    return Family(
        f"{entity.name}.{declared.name}",
        key_text(entity, declared, prefix),
        declared.type_,
        _fields(entity, declared),
        part(declared.member),
        part(declared.score),
        _value(entity, declared),
        None if declared.ttl == UNSAID else declared.ttl,
        declared.jitter,
        declared.sliding,
        declared.fill,
        tuple(sorted(declared.readers)),
        tuple(sorted(declared.writers)),
        declared.together,
        declared.version,
    )


def key_text(entity: Entity, declared: KeyFamily, prefix: str) -> str:
    """The pattern with prefix, forms and version: `user:<name>:profile` -> `game:user:<name>:profile:v2`.

    Raises PatternError, KeyError.
    """
    if not declared.key:
        raise PatternError("a family needs a key")
    suffix = f":v{declared.version}" if declared.version > 1 else ""
    text = _WRITTEN.sub(lambda found: str(_placeholder(entity, found)), declared.key)
    return str(parse(f"{prefix}{text}{suffix}"))


def written_fields(key: str) -> tuple[str, ...]:
    """The fields that the placeholders of a written key name: `<a>:<month(b)>` is (a, b)."""
    return tuple(of or plain for _, of, plain in _WRITTEN.findall(key))


def _placeholder(entity: Entity, found: re.Match[str]) -> Placeholder:
    period, of, plain = found.groups()
    if period and period not in PERIODS:
        raise PatternError(f"{found[0]}: known time buckets are {', '.join(PERIODS)}")
    named = entity.field(of or plain)
    if period and not named.type.is_time:
        raise PatternError(f"{found[0]}: {of} is {named.type}, which has no clock inside")
    return Placeholder(named.name, period or types.form(named.type))


def _fields(entity: Entity, declared: KeyFamily) -> tuple[Value, ...]:
    if declared.type_ not in ("hash", "stream"):
        return ()
    return tuple(
        sorted(
            (
                Value(column, types.form(type_))
                for name in field_names(entity, declared)
                for column, type_ in entity.field(name).columns
            ),
            key=lambda part: part.name,
        )
    )


def field_names(entity: Entity, declared: KeyFamily) -> tuple[str, ...]:
    """The entity's fields that a value of this family holds, in the model's order."""
    if declared.fields == "all":
        inside = set(_PLAIN.findall(declared.key))
        return tuple(each.name for each in entity.fields if each.name not in inside)
    return tuple(each.name for each in entity.fields if each.name in declared.fields)


def _value(entity: Entity, declared: KeyFamily) -> Value | None:
    if declared.value:
        type_ = entity.field(declared.value).type
        if declared.type_ == "list" and type_.kind == "list" and type_.element:
            type_ = type_.element
        return Value(declared.value, types.form(type_))
    if declared.type_ in _CODED and declared.fields:
        return Value("fields", "json")
    return None


def derived_roles(families: tuple[Family, ...], registry: Registry, options: Options) -> tuple[Role, ...]:
    """Every role that reads or writes a family, or is granted something, with explicit commands on explicit keys."""
    granted: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in families:
        for name in sorted({*each.readers, *each.writers}):
            for access in accesses(each, name):
                granted[name][(each.kind if access != "slide" else "", access)].append(each.pattern.glob)
    extra = {grant.name: grant for grant in options.grants}
    base = (*rights.CONNECTION, *(rights.CLUSTER if registry.cluster else ()))
    found = []
    for name in sorted({*granted, *extra}):
        granted[name][("registry", "read")].append(registry.key)
        commands = {*base, *(extra[name].commands if name in extra else ())}
        channels = extra[name].channels if name in extra else ()
        found.append(
            Role(name, Rights(tuple(sorted(commands)), (), tuple(sorted(channels)), rights.selectors(granted[name])))
        )
    return tuple(found)


Access = Literal["read", "write", "both", "slide"]


def accesses(family: Family, role: str) -> tuple[Access, ...]:
    """What `role` does with the keys of a family: a reader of a read-through family also writes, one of a sliding family renews the TTL."""
    reads = role in family.readers
    writes = role in family.writers or (reads and family.fill == "read-through")
    if reads and writes:
        return ("both",)
    if writes:
        return ("write",)
    return ("read", "slide") if family.sliding else ("read",)


class _Hints:
    """Collects what the model says beyond the schema."""

    def __init__(self) -> None:
        self.renames: list[tuple[str, str]] = []
        self.dropped: list[str] = []
        self.spans: list[tuple[str, Span]] = []

    def entity(self, entity: Entity, block: Block) -> None:
        self.dropped += [f"family:{entity.name}.{name}" for name in block.dropped]
        for each in block.keys if entity.renamed_from else ():
            self.renames.append((f"family:{entity.renamed_from}.{each.name}", f"family:{entity.name}.{each.name}"))

    def family(self, entity: Entity, declared: KeyFamily) -> None:
        subject = f"family:{entity.name}.{declared.name}"
        old_entity = entity.renamed_from or entity.name
        if declared.renamed_from:
            self.renames.append((f"family:{old_entity}.{declared.renamed_from}", subject))
        if declared.span:
            self.spans.append((subject, declared.span))
        if declared.type_ == "hash":
            for name in field_names(entity, declared):
                field = entity.field(name)
                if field.renamed_from and field.renamed_from not in entity.dropped:
                    self.renames.append((f"{subject}.{field.renamed_from}", f"{subject}.{name}"))

    def made(self) -> Hints:
        return Hints(tuple(sorted(set(self.renames))), tuple(sorted(self.dropped)), spans=tuple(self.spans))
