"""Which field is stored in which table or view, for the checks that span stores."""

from __future__ import annotations

from gamemodel.engine import Stored
from gamemodel.engines.cassandra.block.sections import Block
from gamemodel.engines.cassandra.compile.fields import held
from gamemodel.model import Model
from gamemodel.topology import Store


def stored(model: Model, store: Store) -> tuple[Stored, ...]:
    """One row per field and table. A time bucket counts as its field, in the key."""
    found = []
    for entity, block in model.blocks(store, Block):
        for spec in block.tables:
            key = {part.field for part in spec.partition} | {order.field for order in spec.cluster.orders}
            names = dict.fromkeys((*held(entity, spec), *(part.field for part in spec.partition)))
            found += [Stored(entity.name, name, spec.name, name in key, name not in key) for name in names]
    return tuple(found)
