"""A table of the model with everything that the checks need to know about it."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.engines.cassandra.block.sections import Block, Options, TableSpec
from gamemodel.engines.cassandra.compile.fields import columns_of, held
from gamemodel.engines.cassandra.dialect.types import Cql, parse
from gamemodel.engines.cassandra.flavours import Flavour, flavour
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


@dataclass(frozen=True, slots=True)
class TableContext:
    model: Model
    store: Store
    entity: Entity
    block: Block
    spec: TableSpec

    @property
    def key(self) -> tuple[str, ...]:
        """The fields of the primary key, buckets left out."""
        parts = (part.field for part in self.spec.partition if not part.bucket)
        return (*parts, *(order.field for order in self.spec.cluster.orders))

    @property
    def held(self) -> tuple[str, ...]:
        """The fields that the table holds."""
        return held(self.entity, self.spec)

    @property
    def counted(self) -> set[str]:
        """The fields that are counters in this table."""
        counters = {f.name for f in self.entity.fields if f.type.kind == "counter" and f.name in self.held}
        return counters | set(self.spec.counter)

    @property
    def options(self) -> Options:
        return self.store.options_as(Options)

    @property
    def flavour(self) -> Flavour:
        return flavour(self.store.flavour)

    def tree(self, name: str) -> Cql:
        """The CQL type of a field's first column."""
        return parse(columns_of(self.entity, self.block, name)[0][1])
