"""How long rows are kept: copies not longer than the truth, personal data not longer than its class, references not longer than their targets."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.checks import codes
from gamemodel.checks.context import Facts, Place, finding
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Entity

_UNITS = ((31_536_000, "y"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def check(facts: Facts) -> Iterator[Diagnostic]:
    entities = {each.name: each for each in facts.model.entities}
    for entity in entities.values():
        yield from _copies(entity)
        yield from _references(entity, entities)
    yield from _classes(facts)


def words(seconds: int | None) -> str:
    """`90d`, `forever`: as the model writes it."""
    if seconds is None:
        return "forever"
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0 and size != 31_536_000), (1, "s"))
    return f"{seconds // size}{unit}"


def _longer(one: int | None, other: int | None) -> bool:
    """Whether `one` is longer than `other`, where None is for ever."""
    return other is not None and (one is None or one > other)


def _copies(entity: Entity) -> Iterator[Diagnostic]:
    said = dict(entity.retention.stores)
    if entity.home not in said:
        return
    home = said[entity.home]
    for store, kept in said.items():
        if store != entity.home and _longer(kept, None if home is None else home + entity.retention.grace_s):
            message = f"{entity.name} is kept in {store} ({words(kept)}) longer than in its home {entity.home} ({words(home)})"
            yield finding(codes.OUTLIVES, message, entity.retention.span, f"write {store}: {words(home)}")


def _kept(place: Place) -> int | None:
    """The longest a row may live there: the object's own limit, else the entity's retention with its grace."""
    if place.stored.kept_s is not None:
        return place.stored.kept_s
    kept = place.entity.retention.seconds(place.store)
    return None if kept is None else kept + place.entity.retention.grace_s


def _classes(facts: Facts) -> Iterator[Diagnostic]:
    keep = {each.name: each.keep_s for each in facts.model.privacy}
    seen: set[tuple[str, str, str]] = set()
    for place in facts.personal():
        limit = keep.get(place.field.privacy)
        key = (place.entity.name, place.field.name, place.store)
        if key in seen or not _longer(_kept(place), limit):
            continue
        seen.add(key)
        message = (
            f"{place.entity.name}.{place.field.name} (class {place.field.privacy}) is kept in {place.store} ({place.stored.object}) "
            f"for {words(_kept(place)).replace('forever', 'ever')}, and its class allows {words(limit)}"
        )
        yield finding(
            codes.KEPT_TOO_LONG, message, place.span, f"keep it there for {words(limit)} at most, or leave it out"
        )


def _references(entity: Entity, entities: dict[str, Entity]) -> Iterator[Diagnostic]:
    for field in entity.fields:
        target = entities.get(field.ref.entity) if field.ref and field.on_delete != "set-null" else None
        if target is None or not field.on_delete or target.home != entity.home:
            continue
        ours, theirs = entity.retention.seconds(entity.home), target.retention.seconds(target.home)
        if _longer(ours, theirs):
            message = f"{entity.name} is kept {words(ours)}, and what {field.name} refers to only {words(theirs)}"
            yield finding(
                codes.DANGLES,
                message,
                field.span,
                f"keep {target.name} as long as {entity.name}, or the other way round",
            )
