"""References between entities: to an identity, and with an `on_delete` that some store can keep."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.checks import codes
from gamemodel.checks.context import Facts, finding
from gamemodel.diagnostics import Diagnostic
from gamemodel.model import Entity, Field


def check(facts: Facts) -> Iterator[Diagnostic]:
    entities = {each.name: each for each in facts.model.entities}
    for entity in facts.model.entities:
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
        yield finding(codes.NOT_IDENTITY, message, field.span, help)
    if field.on_delete == "set-null" and field.required:
        message = f"{name} is required and cannot be emptied when its {target.name} is deleted"
        yield finding(codes.SET_NULL, message, field.span, f"write {field.name}?:, or on_delete: restrict or cascade")
    if field.on_delete and not {b.store for b in entity.blocks} & {b.store for b in target.blocks}:
        message = f"{name} says on_delete: {field.on_delete}, and no store holds both {entity.name} and {target.name}"
        yield finding(codes.NOBODY_ENFORCES, message, field.span, "remove on_delete")
