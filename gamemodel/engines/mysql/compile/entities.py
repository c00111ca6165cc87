"""What a store keeps of the model: its options, its entities with their blocks, their fields, and the names of their tables."""

from __future__ import annotations

import hashlib

from gamemodel.engines.mysql.block.sections import Block, Options
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.flavours import IDENTIFIER
from gamemodel.model import Entity, Field


def default_collation(options: Options) -> str:
    return charsets.effective(options.collation, options.charset, charsets.DEFAULT)


def kept_fields(entity: Entity, block: Block) -> tuple[Field, ...]:
    """The fields of the entity that this store keeps, in the model's order."""
    wanted = None if block.fields == "all" else set(block.fields)
    return tuple(
        each for each in entity.fields if (wanted is None or each.name in wanted) and each.name not in block.exclude
    )


def has_collection_table(field: Field, block: Block) -> bool:
    """Whether the field's elements are rows of a table of their own: a collection whose type is not overridden."""
    return field.type.is_collection and field.name not in dict(block.types)


def table_name(entity: Entity, block: Block) -> str:
    return block.table or entity.name


def generated_name(*words: str) -> str:
    """`orders_status_values`; a name that would be too long ends in a digest, so that it stays unique."""
    name = "_".join(words)
    if len(name) <= IDENTIFIER:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: IDENTIFIER - 9]}_{mark}"
