"""The whole model: entities, named types, enums, privacy classes and the topology."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from gamemodel.diagnostics import Span
from gamemodel.model.entity import Entity
from gamemodel.model.types import NamedType
from gamemodel.topology import Store, Topology

BlockT = TypeVar("BlockT")


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One value of an enum. The number is its identity."""

    name: str
    number: int
    renamed_from: str = ""


@dataclass(frozen=True, slots=True)
class Enum:
    """A closed set of named numbers from 1 to 127. Removed numbers are reserved."""

    name: str
    values: tuple[EnumValue, ...]
    reserved: tuple[int, ...] = ()
    doc: str = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PrivacyClass:
    """A class of personal data: how it is erased, the zones it may reach (`any`, `home`), where it is forbidden, how long it is kept."""

    name: str
    erase: str
    zones: str = "any"
    never_in: tuple[str, ...] = ()
    keep_s: int | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Waiver:
    """`allow: {GM304: why}`: the finding `code` is accepted within the mapping at `span`, for `reason`."""

    code: str
    reason: str
    span: Span
    place: Span
    """Where the code is written."""


@dataclass(frozen=True, slots=True)
class Model:
    """The contents of `schema/`, resolved. Entities are sorted by name."""

    name: str
    topology: Topology
    entities: tuple[Entity, ...] = ()
    types: tuple[NamedType, ...] = ()
    enums: tuple[Enum, ...] = ()
    privacy: tuple[PrivacyClass, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    def entity(self, name: str) -> Entity:
        """The entity called `name`. Raises KeyError."""
        for each in self.entities:
            if each.name == name:
                return each
        raise KeyError(name)

    def blocks(self, store: Store, kind: type[BlockT]) -> tuple[tuple[Entity, BlockT], ...]:
        """The entities that have a block for `store`, each with the block as the engine's own class `kind`."""
        found = ((entity, entity.block(store.name)) for entity in self.entities)
        return tuple((entity, block.value) for entity, block in found if block and isinstance(block.value, kind))

    def enum(self, name: str) -> Enum:
        """The enum called `name`. Raises KeyError."""
        for each in self.enums:
            if each.name == name:
                return each
        raise KeyError(name)

    def privacy_class(self, name: str) -> PrivacyClass | None:
        return next((each for each in self.privacy if each.name == name), None)
