"""What the checks over stores look at: the model, and each field in each physical object that stores it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gamemodel.diagnostics import Span
from gamemodel.engine import Stored
from gamemodel.model import Entity, Field, Model


@dataclass(frozen=True, slots=True)
class StoredField:
    """A field in one physical object of one store. `row` is the engine's description of it."""

    entity: Entity
    field: Field
    store: str
    row: Stored

    @property
    def span(self) -> Span | None:
        """The block that puts the field into the store; the field itself if there is none."""
        block = self.entity.block(self.store)
        return block.span if block is not None and block.span is not None else self.field.span


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The model with all its stored fields."""

    model: Model
    stored: tuple[StoredField, ...]

    def personal(self) -> Iterator[StoredField]:
        """The fields that have a privacy class, wherever they are stored."""
        return (each for each in self.stored if each.field.privacy)


def check_context(model: Model, stored: dict[str, tuple[Stored, ...]]) -> CheckContext:
    """`stored` has what each store's engine stores. Columns that are not fields of the model are left out."""
    entities = {each.name: each for each in model.entities}
    fields = {(entity.name, field.name): field for entity in model.entities for field in entity.fields}
    return CheckContext(
        model,
        tuple(
            StoredField(entities[each.entity], field, store, each)
            for store, rows in stored.items()
            for each in rows
            if (field := fields.get((each.entity, each.field))) is not None
        ),
    )
