"""Retention: copies do not outlive the home, personal data not their class, rows not the rows they refer to."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.checks import codes
from gamemodel.checks.context import CheckContext, StoredField
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Entity

_UNITS = ((31_536_000, "y"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def check(context: CheckContext) -> Iterator[Diagnostic]:
    entities = {each.name: each for each in context.model.entities}
    for entity in entities.values():
        yield from _copies(entity)
        yield from _references(entity, entities)
    yield from _classes(context)


def duration(seconds: int | None) -> str:
    """`90d` or `forever`, as in the model."""
    if seconds is None:
        return "forever"
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0 and size != 31_536_000), (1, "s"))
    return f"{seconds // size}{unit}"


def _longer(one: int | None, other: int | None) -> bool:
    """Whether `one` is longer than `other`; None is forever."""
    return other is not None and (one is None or one > other)


def _copies(entity: Entity) -> Iterator[Diagnostic]:
    said = dict(entity.retention.stores)
    if entity.home not in said:
        return
    home = said[entity.home]
    for store, kept in said.items():
        if store != entity.home and _longer(kept, None if home is None else home + entity.retention.grace_s):
            message = f"{entity.name} is kept in {store} ({duration(kept)}) longer than in its home {entity.home} ({duration(home)})"
            yield codes.OUTLIVES.at(entity.retention.span, message, f"write {store}: {duration(home)}")


def _kept(stored: StoredField) -> int | None:
    """The longest a row may live there: the object's own limit, else the entity's retention with its grace."""
    if stored.row.kept_s is not None:
        return stored.row.kept_s
    kept = stored.entity.retention.seconds(stored.store)
    return None if kept is None else kept + stored.entity.retention.grace_s


def _classes(context: CheckContext) -> Iterator[Diagnostic]:
    keep = {each.name: each.keep_s for each in context.model.privacy}
    seen: set[tuple[str, str, str]] = set()
    for stored in context.personal():
        limit = keep.get(stored.field.privacy)
        key = (stored.entity.name, stored.field.name, stored.store)
        if key in seen or not _longer(_kept(stored), limit):
            continue
        seen.add(key)
        message = (
            f"{stored.entity.name}.{stored.field.name} (class {stored.field.privacy}) is kept in {stored.store} ({stored.row.object}) "
            f"for {duration(_kept(stored)).replace('forever', 'ever')}, and its class allows {duration(limit)}"
        )
        yield codes.KEPT_TOO_LONG.at(
            stored.span, message, f"keep it there for {duration(limit)} at most, or leave it out"
        )


def _references(entity: Entity, entities: dict[str, Entity]) -> Iterator[Diagnostic]:
    for field in entity.fields:
        target = entities.get(field.ref.entity) if field.ref and field.on_delete != "set-null" else None
        if target is None or not field.on_delete or target.home != entity.home:
            continue
        ours, theirs = entity.retention.seconds(entity.home), target.retention.seconds(target.home)
        if _longer(ours, theirs):
            message = f"{entity.name} is kept {duration(ours)}, and what {field.name} refers to only {duration(theirs)}"
            yield codes.DANGLES.at(
                field.span, message, f"keep {target.name} as long as {entity.name}, or the other way round"
            )
