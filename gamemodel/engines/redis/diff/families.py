"""Compares one key family before and after: its key, fields, values, TTL, readers and writers."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Change, Hints, Refusal
from gamemodel.engines.redis.changes import AddField, AlterAccess, AlterField, AlterKey, AlterTTL, DropField, Slot
from gamemodel.engines.redis.dialect.durations import lifetime
from gamemodel.engines.redis.dialect.formats import widens
from gamemodel.engines.redis.dialect.patterns import Placeholder
from gamemodel.engines.redis.diff import refusals
from gamemodel.engines.redis.schema import Family, Schema, Value

Found = Change[Schema] | Refusal


def family_changes(old: Family, new: Family, hints: Hints) -> Iterator[Found]:
    """What leads from `old` to `new`, which have the same name."""
    if (old.kind, old.version) != (new.kind, new.version) or not _same_keys(old, new):
        yield refusals.key_or_kind(old, new)
        return
    if old.key != new.key:
        yield AlterKey(new.name, new.key, old.key)
    if old.kind == "hash" or old.kind == "stream":
        yield from _fields(old, new, hints)
    slots: tuple[tuple[Slot, Value | None, Value | None], ...] = (
        ("member", old.member, new.member), ("score", old.score, new.score), ("value", old.value, new.value),
    )  # fmt: skip
    for slot, before, after in slots:
        if before != after:
            yield _value(new, slot, before, after)
    if (old.ttl_s, old.jitter, old.sliding) != (new.ttl_s, new.jitter, new.sliding):
        was = lifetime(old.ttl_s, old.jitter, old.sliding)
        begins = old.ttl_s is None and new.ttl_s is not None
        yield AlterTTL(new.name, new.ttl_s, new.jitter, new.sliding, was, begins)
    if (old.readers, old.writers, old.fill, old.together) != (new.readers, new.writers, new.fill, new.together):
        yield AlterAccess(new.name, new.readers, new.writers, new.fill, new.together)


def _same_keys(old: Family, new: Family) -> bool:
    """Every key of `old` is one of `new`: the same texts, and placeholders that take at least the same values."""
    if old.key == new.key:
        return True
    before, after = old.pattern.parts, new.pattern.parts
    return len(before) == len(after) and all(
        widens(a.form, b.form) if isinstance(a, Placeholder) and isinstance(b, Placeholder) else a == b
        for a, b in zip(before, after, strict=True)
    )


def _fields(old: Family, new: Family, hints: Hints) -> Iterator[Found]:
    before = {each.name: each for each in old.fields}
    after = {each.name: each for each in new.fields}
    added = [each for name, each in after.items() if name not in before]
    for name, value in before.items():
        if name in after:
            if value != after[name]:
                yield _value(new, "field", value, after[name])
            continue
        twin = next((each for each in added if _renamed_field(new.name, name, each.name, hints)), None)
        if twin:
            yield refusals.field_rename(new, name, twin.name)
        else:
            yield DropField(new.name, name, destroys=new.kind == "hash")
    for value in added:
        if not any(n not in after and _renamed_field(new.name, n, value.name, hints) for n in before):
            yield AddField(new.name, value)


def _renamed_field(family: str, old: str, new: str, hints: Hints) -> bool:
    return (f"family:{family}.{old}", f"family:{family}.{new}") in hints.renames


def _value(family: Family, slot: Slot, before: Value | None, after: Value | None) -> Found:
    if before and after and widens(before.form, after.form):
        return AlterField(family.name, slot, after, before)
    return refusals.value_format(family, slot, before, after)
