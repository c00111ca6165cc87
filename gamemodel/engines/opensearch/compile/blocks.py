"""The blocks of a store's entities, with the fields that each index copies."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.dialect.mappings import read_field, write_field
from gamemodel.engines.opensearch.flavours import Flavour
from gamemodel.engines.opensearch.schema import Field, Kind
from gamemodel.engines.opensearch.types import field_of, overridden
from gamemodel.model import Entity, Type
from gamemodel.model.entity import Field as ModelField


def kind_of(block: Block) -> Kind:
    if block.stream:
        return "stream"
    if block.rebuild:
        return "rebuilt"
    return "rolling" if block.rollover else "single"


def copied(entity: Entity, block: Block) -> tuple[ModelField, ...]:
    """The fields of the entity that the index has."""
    return tuple(
        field
        for field in entity.fields
        if (block.fields == "all" or field.name in block.fields) and field.name not in block.exclude
    )


def columns(entity: Entity, block: Block) -> Iterator[tuple[ModelField, str, Type]]:
    """Each copied field with its physical columns: `price: money` has two."""
    for field in copied(entity, block):
        for name, type_ in field.columns:
            yield field, name, type_


def mapped(entity: Entity, block: Block, flavour: Flavour) -> Iterator[tuple[ModelField, Type, Field]]:
    """Each column with its mapping, without those that no mapping type holds (checks/types.py reports them)."""
    others = dict(block.types)
    for field, name, type_ in columns(entity, block):
        default = field_of(name, type_, flavour)
        override = others.get(name) or others.get(field.name)
        if default is None and (override is None or not override.type):
            continue
        made = default or Field(name, override.type if override else "keyword")
        if override is not None:
            parts = tuple(Field(part.name, part.type, part.params) for part in override.fields)
            made = overridden(made, override.type, override.params, parts)
            made = read_field(name, write_field(made))
        yield field, type_, made
