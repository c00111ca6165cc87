"""Which index holds each logical field, for the checks that span stores."""

from __future__ import annotations

from gamemodel.engine import Stored
from gamemodel.engines.opensearch.block.sections import Block, Options
from gamemodel.engines.opensearch.compile.blocks import copied
from gamemodel.model import Model
from gamemodel.topology import Store


def stored(model: Model, store: Store) -> tuple[Stored, ...]:
    """Each copied field. A document may lack any field, and none is part of a key."""
    options = store.options_as(Options)
    return tuple(
        Stored(entity.name, field.name, options.prefix + block.name)
        for entity, block in model.blocks(store, Block)
        for field in copied(entity, block)
    )
