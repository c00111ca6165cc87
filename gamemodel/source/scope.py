"""The names that may be used at a place of the model."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.model.entity import Entity


@dataclass(frozen=True, slots=True)
class Scope:
    """Names known at a place. None means not known, so that any name is accepted."""

    fields: tuple[str, ...] | None = None
    columns: tuple[str, ...] | None = None
    queries: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    stores: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    entities: tuple[str, ...] | None = None

    def within(self, entity: Entity, store: str = "") -> Scope:
        """This scope inside `entity`: its fields, their columns, and its queries (of `store`, if one is given)."""
        names = [field.name for field in entity.fields]
        parts = [name for field in entity.fields if field.type.kind == "parts" for name, _ in field.columns]
        return Scope(
            fields=tuple(names),
            columns=tuple(dict.fromkeys((*names, *parts))),
            queries=tuple([query.name for query in entity.queries if store in ("", query.store)]),
            roles=self.roles,
            stores=self.stores,
            regions=self.regions,
            entities=self.entities,
        )


EMPTY = Scope()
