"""Compares two Redis schemas: the changes in the order they can be applied, and what no server can do in place."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Difference, Hints, Refusal
from gamemodel.engines.redis.changes import (
    AddFamily,
    AddRegistry,
    AlterRegistry,
    DropFamily,
    DropRegistry,
    RenameFamily,
)
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.diff import refusals
from gamemodel.engines.redis.diff.families import Found, family_changes
from gamemodel.engines.redis.diff.roles import role_changes
from gamemodel.engines.redis.schema import Family, Schema


def diff(old: Schema, new: Schema, hints: Hints) -> Difference[Schema]:
    """`old` -> `new`. Findings about live keys on either side are refusals: no statement mends them."""
    renamed = _renamed(old, new, hints)
    found: list[Found] = [
        *_registry(old, new),
        *(RenameFamily(before, after) for before, after in sorted(renamed.items())),
        *_families(old, new, hints, renamed),
        *role_changes(old, new),
        *_live_keys(old, new),
    ]
    if old.registry is not None and new.registry is None:
        found.append(DropRegistry())
    changes = tuple(each for each in found if not isinstance(each, Refusal))
    return Difference(changes, tuple(each for each in found if isinstance(each, Refusal)))


def _registry(old: Schema, new: Schema) -> Iterator[Found]:
    if new.registry is None or old.registry == new.registry:
        return
    if old.registry is None:
        yield AddRegistry(new.registry)
    elif old.registry.prefix != new.registry.prefix:
        yield refusals.prefix(old.registry, new.registry)
    else:
        yield AlterRegistry(new.registry)


def _renamed(old: Schema, new: Schema, hints: Hints) -> dict[str, str]:
    """Old name -> new name of each family whose rename is declared and not yet done."""
    wanted = (
        (a.removeprefix("family:"), b.removeprefix("family:")) for a, b in hints.renames if a.startswith("family:")
    )
    return {a: b for a, b in wanted if old.family(a) and not old.family(b) and new.family(b) and not new.family(a)}


def _families(old: Schema, new: Schema, hints: Hints, renamed: dict[str, str]) -> Iterator[Found]:
    came = {after: before for before, after in renamed.items()}
    added = [each for each in new.families if not old.family(each.name) and each.name not in came]
    gone = [each for each in old.families if not new.family(each.name) and each.name not in renamed]
    for family in gone:
        twin = next((each for each in added if _look_alike(family, each)), None)
        if twin and f"family:{family.name}" not in hints.dropped:
            yield refusals.look_alike(family, twin)
        else:
            yield DropFamily(family.name, _left(family))
    for family in added:
        yield AddFamily(family)
    for family in new.families:
        before = old.family(came.get(family.name, family.name))
        if before is not None and family.name not in {each.name for each in added}:
            yield from family_changes(before, family, hints)


def _look_alike(gone: Family, added: Family) -> bool:
    return gone.key == added.key or (
        gone.kind == added.kind
        and gone.name.partition(".")[0] == added.name.partition(".")[0]
        and gone.fields == added.fields
        and bool(gone.fields)
        and [p.field for p in gone.pattern.placeholders] == [p.field for p in added.pattern.placeholders]
        and gone.version == added.version
    )


def _left(family: Family) -> str:
    if family.ttl_range_ms is None:
        return f"its keys stay until they are deleted: {family.pattern.glob}"
    slides = ", or as long as readers renew them" if family.sliding else ""
    return f"its keys stay and expire within {duration(family.ttl_range_ms[1] / 1000)}{slides}"


def _live_keys(old: Schema, new: Schema) -> Iterator[Refusal]:
    for schema, other in ((old, new), (new, old)):
        yield from (refusals.stray(each) for each in schema.strays if each not in other.strays)
        yield from (refusals.violation(each) for each in schema.violations if each not in other.violations)
