"""The changes found so far, by when they can be applied."""

from __future__ import annotations

from dataclasses import dataclass, field

from gamemodel.change import Change, Difference, Refusal
from gamemodel.engines.cassandra.schema import Schema


@dataclass(slots=True)
class Phases:
    """The fields are in the order of applying: what depends on something is dropped before it and added after it."""

    keyspace: list[Change[Schema]] = field(default_factory=list)
    drop_views: list[Change[Schema]] = field(default_factory=list)
    drop_indexes: list[Change[Schema]] = field(default_factory=list)
    types: list[Change[Schema]] = field(default_factory=list)
    tables: list[Change[Schema]] = field(default_factory=list)
    columns: list[Change[Schema]] = field(default_factory=list)
    options: list[Change[Schema]] = field(default_factory=list)
    drop_columns: list[Change[Schema]] = field(default_factory=list)
    indexes: list[Change[Schema]] = field(default_factory=list)
    views: list[Change[Schema]] = field(default_factory=list)
    drop_tables: list[Change[Schema]] = field(default_factory=list)
    drop_types: list[Change[Schema]] = field(default_factory=list)
    drop_keyspace: list[Change[Schema]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def difference(self) -> Difference[Schema]:
        phases = (
            *(self.keyspace, self.drop_views, self.drop_indexes, self.types, self.tables, self.columns, self.options),
            *(self.drop_columns, self.indexes, self.views, self.drop_tables, self.drop_types, self.drop_keyspace),
        )
        return Difference(tuple(change for phase in phases for change in phase), tuple(self.refused))
