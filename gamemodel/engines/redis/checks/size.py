"""Estimates how big one key and one family become, from the entity's volume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.compile.families import field_names, written_fields
from gamemodel.engines.redis.dialect.formats import PERIODS
from gamemodel.engines.redis.schema import Value
from gamemodel.model import Type

MANY: Final = 1_000_000
"""Members from which a key is called big."""
SIZES: Final = {
    "flag": 1,
    "unsigned": 8,
    "integer": 12,
    "number": 16,
    "uuid": 36,
    "date": 10,
    "text": 24,
    "bytes": 64,
    "json": 128,
}
"""Bytes that a value of each form takes where the volume says no size."""
PER_KEY: Final = 90
"""Bytes of a key beside its name and values: entry, object, expiry (a 1 M key set of short strings measured 105 bytes each)."""
PER_ELEMENT: Final = {"hash": 12, "zset": 90, "geo": 90, "set": 60, "list": 12, "stream": 40}


def prove(family: DeclaredFamily) -> Iterator[Diagnostic]:
    """A warning for one very big key, a note for the whole family's memory."""
    elements = _elements(family)
    if elements is not None and elements > MANY:
        yield family.at(
            codes.BIG_KEY,
            f"one key holds about {_count(elements)} members: {_bytes(elements * _element(family))} on one node, read by one thread",
            "split it by a placeholder (a region, a time bucket), or keep only the top: ZREMRANGEBYRANK after each ZADD",
        )
    total = _total(family, elements)
    if total is not None:
        yield family.at(codes.MEMORY, f"about {_bytes(total)} at steady state, without replicas")


def _collects(family: DeclaredFamily) -> bool:
    return family.compiled.kind in ("zset", "geo", "set", "list", "stream")


def _elements(family: DeclaredFamily) -> float | None:
    """Elements of one key, for the 99th-percentile owner; None where the volume cannot tell or a key holds one row."""
    volume = family.entity.volume
    if volume is None or not _collects(family):
        return None
    owners = [p for p in family.compiled.pattern.placeholders if p.form not in PERIODS]
    if not family.compiled.pattern.placeholders:
        return _alive(family, volume.rows, volume.writes_per_s)
    for per in volume.per:
        if any(per.field == owner.field for owner in owners):
            return _alive(
                family, per.rows if per.period_s is None else 0, per.rows / per.period_s if per.period_s else 0
            )
    return None


def _alive(family: DeclaredFamily, rows: float, rate: float) -> float:
    """Elements alive at once. A TTL ends a key only when it is no longer written, so it bounds a rate, never a total."""
    ttl = family.compiled.ttl_s
    if ttl is not None and rate:
        return min(rows, rate * ttl) if rows else rate * ttl
    return rows or rate * 365 * 86_400


def _cached(family: DeclaredFamily, rows: float) -> float | None:
    """Keys that readers filled within a TTL, by the rate of the queries that they serve; all rows where no rate is given."""
    if family.declared.fill != "read-through" or family.compiled.ttl_s is None:
        return None
    rates = [q.rate_per_s for q in family.entity.queries if q.name in family.declared.serves and q.rate_per_s]
    return min(rows, sum(rates) * family.compiled.ttl_s) if rates else rows


def _size(family: DeclaredFamily, name: str, form: str) -> int:
    volume = family.entity.volume
    given = dict(volume.size) if volume else {}
    if name in given:
        return given[name]
    type_: Type | None = family.entity.field(name).type if family.entity.has(name) else None
    if form == "text" and type_ is not None and type_.length:
        return min(type_.length, SIZES["text"])
    return SIZES.get(form, 24)


def _element(family: DeclaredFamily) -> float:
    keys = family.compiled
    values = [each for each in (keys.member, keys.value) if each] or list(keys.fields)
    return sum(_size(family, each.name, each.form) for each in values) + PER_ELEMENT.get(keys.kind, 12)


def _total(family: DeclaredFamily, elements: float | None) -> float | None:
    """Bytes of all keys at steady state; None where the volume cannot tell."""
    volume, keys = family.entity.volume, family.compiled
    if volume is None:
        return None
    alive = _cached(family, volume.rows) or _alive(family, volume.rows, volume.writes_per_s)
    if _collects(family):
        if elements is None and not written_fields(family.declared.key):
            return None
        return alive * _element(family) + PER_KEY
    held: list[Value] = [*keys.fields, *([keys.value] if keys.value else [])]
    held = held or [Value(name) for name in field_names(family.entity, family.declared)]
    values = sum(_size(family, each.name, each.form) + len(each.name) + PER_ELEMENT["hash"] for each in held)
    key = sum(len(p) if isinstance(p, str) else _size(family, p.field, p.form) for p in keys.pattern.parts)
    return alive * (PER_KEY + key + values)


def _count(number: float) -> str:
    for sign, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size:
            return f"{number / size:.3g}{sign}"
    return f"{number:.0f}"


def _bytes(number: float) -> str:
    for sign, size in (("TB", 2**40), ("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if number >= size:
            return f"{number / size:.3g} {sign}"
    return f"{number:.0f} B"
