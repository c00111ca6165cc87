"""References point at an identity, and their `on_delete` can be enforced by a store."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.checks import codes
from gamemodel.checks.context import CheckContext
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Entity, Field


def check(context: CheckContext) -> Iterator[Diagnostic]:
    entities = {each.name: each for each in context.model.entities}
    for entity in context.model.entities:
        for field in entity.fields:
            if field.ref is not None:
                yield from _reference(entity, field, entities[field.ref.entity])


def _reference(entity: Entity, field: Field, target: Entity) -> Iterator[Diagnostic]:
    name = f"{entity.name}.{field.name}"
    if field.ref is not None and target.identity != (field.ref.field,):
        other = target.field(field.ref.field).ref
        help = (
            f"refer to {other}" if other else f"refer to the identity of {target.name} ({', '.join(target.identity)})"
        )
        message = f"{name} refers to {field.ref}, which does not identify a row of {target.name} by itself"
        yield codes.NOT_IDENTITY.at(field.span, message, help)
    if field.on_delete == "set-null" and field.required:
        message = f"{name} is required and cannot be emptied when its {target.name} is deleted"
        yield codes.SET_NULL.at(field.span, message, f"write {field.name}?:, or on_delete: restrict or cascade")
    if field.on_delete and not {b.store for b in entity.blocks} & {b.store for b in target.blocks}:
        message = f"{name} says on_delete: {field.on_delete}, and no store holds both {entity.name} and {target.name}"
        yield codes.NOBODY_ENFORCES.at(field.span, message, "remove on_delete")
