"""Which index holds each logical field, for the checks that span stores."""

from __future__ import annotations

from gamemodel.engine import Stored
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.compile.blocks import blocks, copied
from gamemodel.model import Model
from gamemodel.topology import Store


def stored(model: Model, store: Store) -> tuple[Stored, ...]:
    """Each copied field. A document may lack any field, and none is part of a key."""
    options = store.options if isinstance(store.options, Options) else Options()
    return tuple(
        Stored(entity.name, field.name, options.prefix + block.name)
        for entity, block in blocks(model, store)
        for field in copied(entity, block)
    )
