"""Names of tables and generated constraints, and which fields a store keeps; the rest of compiling is left to compile.py."""

from __future__ import annotations

import hashlib

from gamemodel.engines.mysql.block.sections import Block
from gamemodel.engines.mysql.flavours import IDENTIFIER
from gamemodel.model import Entity, Field


def table_name(entity: Entity, block: Block) -> str:
    return block.table or entity.name


def kept(entity: Entity, block: Block) -> tuple[Field, ...]:
    """The fields of the entity that this store keeps, in the model's order."""
    wanted = None if block.fields == "all" else set(block.fields)
    return tuple(
        each for each in entity.fields if (wanted is None or each.name in wanted) and each.name not in block.exclude
    )


def constraint(*words: str) -> str:
    """`orders_status_values`; a name that would be too long ends in a digest, so that it stays unique."""
    name = "_".join(words)
    if len(name) <= IDENTIFIER:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: IDENTIFIER - 9]}_{mark}"
