"""What the checks look at: the model and where each field lies; finding something wrong is left to the checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gamemodel.diagnostics import Code, Diagnostic, Span
from gamemodel.engine import Stored
from gamemodel.model import Entity, Field, Model


@dataclass(frozen=True, slots=True)
class Place:
    """A field where it lies: its entity, the store, and what the engine says of it."""

    entity: Entity
    field: Field
    store: str
    stored: Stored

    @property
    def span(self) -> Span | None:
        """The block that puts the field into the store; the field itself where there is none."""
        block = self.entity.block(self.store)
        return block.span if block is not None and block.span is not None else self.field.span


@dataclass(frozen=True, slots=True)
class Facts:
    """The model, and each field in each physical object of each store."""

    model: Model
    places: tuple[Place, ...]

    def personal(self) -> Iterator[Place]:
        """The places of fields that have a privacy class."""
        return (each for each in self.places if each.field.privacy)


def facts(model: Model, stored: dict[str, tuple[Stored, ...]]) -> Facts:
    """`stored` is what each store's engine says. A row for what is no field (a made-up column) is left out."""
    entities = {each.name: each for each in model.entities}
    fields = {(entity.name, field.name): field for entity in model.entities for field in entity.fields}
    return Facts(
        model,
        tuple(
            Place(entities[each.entity], field, store, each)
            for store, rows in stored.items()
            for each in rows
            if (field := fields.get((each.entity, each.field))) is not None
        ),
    )


def finding(code: Code, message: str, span: Span | None, help: str = "") -> Diagnostic:
    """A diagnostic with the code's own severity."""
    return Diagnostic(code.id, message, span, help, code.severity)
