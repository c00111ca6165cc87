"""Personal data: not where its class forbids it, not out of its zone, and erasable wherever it lies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.checks import codes
from gamemodel.checks.context import Facts, Place, finding
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Entity, PrivacyClass, Type
from gamemodel.topology import Store, Topology

_BLANKS: Final = ("string", "text", "bytes", "blob", "json", "list", "set", "map")
"""Kinds that have an empty value."""


def check(facts: Facts) -> Iterator[Diagnostic]:
    """Every place of every personal field, once for each store it is wrong in."""
    classes = {each.name: each for each in facts.model.privacy}
    seen: set[tuple[str, str, str, str]] = set()
    for place in facts.personal():
        rules = classes.get(place.field.privacy)
        if rules is None:
            continue
        for found in (*_forbidden(place, rules), *_zone(place, rules, facts.model.topology), *_erase(place)):
            key = (place.entity.name, place.field.name, place.store, found.code)
            if key not in seen:
                seen.add(key)
                yield found
    yield from _held(facts)


def _name(place: Place) -> str:
    return f"{place.entity.name}.{place.field.name} (class {place.field.privacy})"


def _forbidden(place: Place, rules: PrivacyClass) -> Iterator[Diagnostic]:
    where = next((each for each in (place.store, place.entity.name) if each in rules.never_in), "")
    if where:
        message = f"{_name(place)} is in {place.store} ({place.stored.object}), and its class is never in {where}"
        yield finding(codes.FORBIDDEN, message, place.span, f"leave {place.field.name} out of {place.stored.object}")


def _zone(place: Place, rules: PrivacyClass, topology: Topology) -> Iterator[Diagnostic]:
    if rules.zones != "home":
        return
    store = topology.store(place.store)
    zones = tuple(dict.fromkeys(topology.zone(region) for region in topology.regions_of(store)))
    if len(zones) < 2 or _stays_home(place.entity, store):
        return
    if store.scope.kind == "each-region":
        message = f"{_name(place)} is in {place.store}, and nothing says in which region a row is at home"
        yield finding(
            codes.LEAVES_ZONE, message, place.span, f"add residency: to {place.entity.name}, a field of type region"
        )
    else:
        message = (
            f"{_name(place)} is in {place.store} ({place.stored.object}), which spans the zones {', '.join(zones)}"
        )
        yield finding(codes.LEAVES_ZONE, message, place.span, f"leave {place.field.name} out of {place.stored.object}")


def _stays_home(entity: Entity, store: Store) -> bool:
    return store.scope.kind == "each-region" and bool(entity.residency)


def _erase(place: Place) -> Iterator[Diagnostic]:
    field, stored = place.field, place.stored
    where = f"{place.store} ({stored.object})"
    if field.erase == "nullify" and field.required:
        message = f"{_name(place)} is nullified when a person is erased, and it is required"
        yield finding(codes.CANNOT_ERASE, message, field.span, f"write {field.name}?:, or another erase:")
    elif field.erase in ("nullify", "blank") and stored.in_key:
        verb = "nullified" if field.erase == "nullify" else "blanked"
        message = f"{_name(place)} is part of a key of {where} and cannot be {verb}"
        yield finding(codes.CANNOT_ERASE, message, field.span, "write erase: rewrite or delete-row at the field")
    elif field.erase == "nullify" and not stored.nullable:
        message = f"{_name(place)} cannot be empty in {where}"
        yield finding(codes.CANNOT_ERASE, message, field.span, "write erase: rewrite or delete-row at the field")
    elif field.erase == "blank" and not _has_blank(field.type):
        message = f"{_name(place)} is blanked when a person is erased, and {field.type} has no empty value"
        help = f"write {field.name}?: with erase: nullify, or another erase:"
        yield finding(codes.CANNOT_ERASE, message, field.span, help)


def _has_blank(type_: Type) -> bool:
    return type_.kind in _BLANKS and not type_.min_length and not type_.pattern


def _held(facts: Facts) -> Iterator[Diagnostic]:
    """Rows that erasing deletes and that others hold by a reference."""
    deleted = {
        entity.name: field
        for entity in facts.model.entities
        for field in entity.fields
        if field.erase == "delete-row" and field.privacy
    }
    for entity in facts.model.entities:
        for field in entity.fields:
            if field.ref is None or field.on_delete not in ("restrict", "no-action") or field.ref.entity not in deleted:
                continue
            gone = deleted[field.ref.entity]
            if field.erase == "delete-row":
                continue  # erasing deletes this row first
            message = (
                f"erasing a person deletes rows of {field.ref.entity} (because of {gone.name}), "
                f"and {entity.name}.{field.name} holds them with on_delete: {field.on_delete}"
            )
            help = f"use cascade or set-null here, or erase: rewrite at {field.ref.entity}.{gone.name}"
            yield finding(codes.ERASE_RESTRICTED, message, field.span, help)
