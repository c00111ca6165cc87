"""Which logical field lies in which table, for the checks that span stores."""

from __future__ import annotations

from gamemodel.engine import Stored
from gamemodel.engines.mysql.block.sections import Block
from gamemodel.engines.mysql.compile import constraints
from gamemodel.engines.mysql.compile.entities import (
    generated_name,
    has_collection_table,
    kept_fields,
    table_name,
)
from gamemodel.model import Model
from gamemodel.topology import Store


def stored(model: Model, store: Store) -> tuple[Stored, ...]:
    """One row for each field that the store keeps."""
    found = []
    for entity, block in model.blocks(store, Block):
        table = table_name(entity, block)
        key = {part.column for part in constraints.primary_key(entity, block)}
        for field in kept_fields(entity, block):
            child = has_collection_table(field, block)
            place = generated_name(table, field.name) if child else table
            in_key = any(column in key for column, _ in field.columns)
            found.append(Stored(entity.name, field.name, place, in_key, child or (not field.required and not in_key)))
    return tuple(found)
