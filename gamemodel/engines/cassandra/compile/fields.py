"""Which fields and columns a table of the block holds."""

from __future__ import annotations

from gamemodel.engines.cassandra.block.sections import Block, TableSpec
from gamemodel.engines.cassandra.dialect.types import canonical
from gamemodel.engines.cassandra.types import cql_type
from gamemodel.model import Entity


def is_view(block: Block, spec: TableSpec) -> bool:
    """Whether a table of the block is a materialized view of the block's first table."""
    return spec.name != block.tables[0].name and (spec.copies or block.copies) == "view"


def columns_of(entity: Entity, block: Block, name: str) -> tuple[tuple[str, str], ...]:
    """Physical columns of a field: its name and CQL type; several for a type with parts that is not overridden."""
    given = dict(block.types).get(name)
    if given is not None:
        return ((name, canonical(given)),)
    return tuple((column, cql_type(type_)) for column, type_ in entity.field(name).columns)


def held(entity: Entity, spec: TableSpec) -> tuple[str, ...]:
    """The fields that a table holds, in the model's order."""
    key = {part.field for part in spec.partition if not part.bucket} | {o.field for o in spec.cluster.orders}
    wanted = key | set(spec.only) | set(spec.static) | set(spec.counter) if spec.only or spec.counter else None
    return tuple(f.name for f in entity.fields if f.name not in spec.exclude and (wanted is None or f.name in wanted))
