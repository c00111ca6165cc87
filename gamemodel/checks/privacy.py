"""Personal data stay out of stores that their class forbids, stay in their zone, and can be erased in every store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.checks import codes
from gamemodel.checks.context import CheckContext, StoredField
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Entity, PrivacyClass, Type
from gamemodel.topology import Store, Topology

_BLANKS: Final = ("string", "text", "bytes", "blob", "json", "list", "set", "map")
"""Kinds that have an empty value."""


def check(context: CheckContext) -> Iterator[Diagnostic]:
    """Every finding about a personal field, once for each store."""
    classes = {each.name: each for each in context.model.privacy}
    seen: set[tuple[str, str, str, str]] = set()
    for stored in context.personal():
        rules = classes.get(stored.field.privacy)
        if rules is None:
            continue
        for found in (*_forbidden(stored, rules), *_zone(stored, rules, context.model.topology), *_erase(stored)):
            key = (stored.entity.name, stored.field.name, stored.store, found.code)
            if key not in seen:
                seen.add(key)
                yield found
    yield from _held(context)


def _name(stored: StoredField) -> str:
    return f"{stored.entity.name}.{stored.field.name} (class {stored.field.privacy})"


def _forbidden(stored: StoredField, rules: PrivacyClass) -> Iterator[Diagnostic]:
    where = next((each for each in (stored.store, stored.entity.name) if each in rules.never_in), "")
    if where:
        message = f"{_name(stored)} is in {stored.store} ({stored.row.object}), but its class forbids {where}"
        yield codes.FORBIDDEN.at(stored.span, message, f"leave {stored.field.name} out of {stored.row.object}")


def _zone(stored: StoredField, rules: PrivacyClass, topology: Topology) -> Iterator[Diagnostic]:
    if rules.zones != "home":
        return
    store = topology.store(stored.store)
    zones = tuple(dict.fromkeys(topology.zone(region) for region in topology.regions_of(store)))
    if len(zones) < 2 or _stays_home(stored.entity, store):
        return
    if store.scope.kind == "each-region":
        message = f"{_name(stored)} is in {stored.store}, and no field gives the home region of a row"
        yield codes.LEAVES_ZONE.at(
            stored.span, message, f"add residency: to {stored.entity.name}, a field of type region"
        )
    else:
        message = (
            f"{_name(stored)} is in {stored.store} ({stored.row.object}), which spans the zones {', '.join(zones)}"
        )
        yield codes.LEAVES_ZONE.at(stored.span, message, f"leave {stored.field.name} out of {stored.row.object}")


def _stays_home(entity: Entity, store: Store) -> bool:
    return store.scope.kind == "each-region" and bool(entity.residency)


def _erase(stored: StoredField) -> Iterator[Diagnostic]:
    field, row = stored.field, stored.row
    where = f"{stored.store} ({row.object})"
    if field.erase == "nullify" and field.required:
        message = f"{_name(stored)} is nullified when a person is erased, and it is required"
        yield codes.CANNOT_ERASE.at(field.span, message, f"write {field.name}?:, or another erase:")
    elif field.erase in ("nullify", "blank") and row.in_key:
        verb = "nullified" if field.erase == "nullify" else "blanked"
        message = f"{_name(stored)} is part of a key of {where} and cannot be {verb}"
        yield codes.CANNOT_ERASE.at(field.span, message, "write erase: rewrite or delete-row at the field")
    elif field.erase == "nullify" and not row.nullable:
        message = f"{_name(stored)} cannot be empty in {where}"
        yield codes.CANNOT_ERASE.at(field.span, message, "write erase: rewrite or delete-row at the field")
    elif field.erase == "blank" and not _has_blank(field.type):
        message = f"{_name(stored)} is blanked when a person is erased, and {field.type} has no empty value"
        help = f"write {field.name}?: with erase: nullify, or another erase:"
        yield codes.CANNOT_ERASE.at(field.span, message, help)


def _has_blank(type_: Type) -> bool:
    return type_.kind in _BLANKS and not type_.min_length and not type_.pattern


def _held(context: CheckContext) -> Iterator[Diagnostic]:
    """Rows that erasing a person deletes while another row refers to them with on_delete: restrict."""
    deleted = {
        entity.name: field
        for entity in context.model.entities
        for field in entity.fields
        if field.erase == "delete-row" and field.privacy
    }
    for entity in context.model.entities:
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
            yield codes.ERASE_RESTRICTED.at(field.span, message, help)
