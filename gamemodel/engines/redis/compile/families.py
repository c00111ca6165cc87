"""Compiles declared key families: full key patterns, and the format of everything that a key holds."""

from __future__ import annotations

import re
from typing import Final

from gamemodel.engines.redis import types
from gamemodel.engines.redis.block.sections import UNSAID, KeyFamily
from gamemodel.engines.redis.dialect.formats import PERIODS
from gamemodel.engines.redis.dialect.patterns import PatternError, Placeholder, parse
from gamemodel.engines.redis.schema import Family, Value
from gamemodel.model import Entity

_WRITTEN: Final = re.compile(r"<(?:([a-z]+)\(([a-z][a-z0-9_]*)\)|([a-z][a-z0-9_]*))>")
_PLAIN: Final = re.compile(r"<([a-z][a-z0-9_]*)>")
_CODED: Final = ("string", "counter")


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
