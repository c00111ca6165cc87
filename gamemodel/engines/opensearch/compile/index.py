"""The index of one entity: its name, its kind and its fields, from which every object of the block is compiled."""

from __future__ import annotations

from gamemodel.engines.opensearch.block.sections import Block, Options
from gamemodel.engines.opensearch.compile.blocks import kind_of, mapped
from gamemodel.engines.opensearch.dialect.ownership import owner
from gamemodel.engines.opensearch.flavours import flavour
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


class EntityIndex:
    """What the block of `entity` means in `store`."""

    def __init__(self, model: Model, store: Store, entity: Entity, block: Block, options: Options) -> None:
        self.model, self.store, self.entity, self.block = model.name, store.name, entity, block
        self.flavour, self.prefix = flavour(store.flavour), options.prefix
        self.meta = owner(model.name, store.name)
        self.name, self.kind = options.prefix + block.name, kind_of(block)
        self.pattern = f"{self.name}-*" if self.kind in ("rolling", "rebuilt") else self.name
        fields = (field for _, _, field in mapped(entity, block, self.flavour))
        self.fields = tuple(sorted(fields, key=lambda field: field.name))
