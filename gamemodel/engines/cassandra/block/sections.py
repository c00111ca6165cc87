"""The keys of an entity's block and of a store in topology.yaml, as bindable dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from gamemodel.diagnostics import Span
from gamemodel.engines.cassandra.block.keys import Cluster, KeyPart
from gamemodel.source.bind import bind_value
from gamemodel.source.declaration import keyed
from gamemodel.source.node import Node
from gamemodel.source.quantities import FieldName, Name, QueryName, RegionName, Seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

Pairs = tuple[tuple[str, str], ...]


def doc(text: str, default: Any = ...) -> Any:
    """A field with its help text for editors."""
    return field(metadata={"doc": text}) if default is ... else field(default=default, metadata={"doc": text})


@dataclass(frozen=True, slots=True)
class TableOptions:
    """Options of a table as CREATE TABLE … WITH takes them; options left out keep the server's default."""

    compaction: Pairs = doc("Compaction: class and its options.", ())
    caching: Pairs = doc("Caching: keys (ALL, NONE) and rows_per_partition (ALL, NONE or a number).", ())
    compression: Pairs = doc("Compression: class, chunk_length_in_kb…, or enabled: false.", ())
    gc_grace: Seconds | None = doc(
        "How long tombstones are kept (gc_grace_seconds); repair more often than this.", None
    )
    ttl: Seconds | None = doc("Default time to live; mostly derived from retention.", None)
    comment: str = doc("The table's comment.", "")
    speculative_retry: str = doc("When a read is sent to another replica: 99p, 50ms, ALWAYS, NEVER, MIN(99p,50ms).", "")
    additional_write_policy: str = doc("The same for writes.", "")
    bloom_filter_fp_chance: float | None = doc("False positives of the bloom filter, up to 1.", None)
    crc_check_chance: float | None = doc("Share of reads that verify checksums.", None)
    read_repair: Literal["blocking", "none"] | None = doc("Whether a read repairs replicas that differ.", None)
    memtable: str = doc("Name of a memtable configuration of the servers.", "")
    memtable_flush_period_in_ms: int | None = doc("Flush memtables this often.", None)
    min_index_interval: int | None = doc("Smallest gap between index summary entries.", None)
    max_index_interval: int | None = doc("Largest gap between index summary entries.", None)
    allow_auto_snapshot: bool | None = doc("Whether DROP and TRUNCATE take a snapshot first.", None)
    incremental_backups: bool | None = doc("Whether flushed files are kept as backups.", None)
    custom_properties: tuple[tuple[str, Pairs], ...] = doc("Amazon Keyspaces only: capacity_mode, encryption…", ())
    tags: Pairs = doc("Amazon Keyspaces only: tags of the table.", ())


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """A secondary index on one column."""

    name: Name = keyed()
    on: FieldName = doc("The field that is indexed.", "")
    serves: tuple[QueryName, ...] = doc("Queries that read through this index.", ())
    over: Literal["keys", "values", "entries", "full"] | None = doc("Which side of a collection is indexed.", None)
    using: str = doc("sai (the default), legacy, or the class of a custom index.", "sai")
    options: Pairs = doc("WITH OPTIONS: similarity_function, case_sensitive…", ())
    why: str = doc("Why the index exists when no query is served by it.", "")
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of an entity: its key, and what differs from the entity's fields."""

    name: Name = keyed()
    partition: tuple[KeyPart, ...] = doc("Partition key: fields and time buckets.")
    serves: tuple[QueryName, ...] = doc("Queries that this table answers.", ())
    cluster: Cluster = doc("Clustering columns in order, with direction.", Cluster(()))
    exclude: tuple[FieldName, ...] = doc("Fields that this table does not hold.", ())
    only: tuple[FieldName, ...] = doc("The only fields that this table holds, besides its key.", ())
    static: tuple[FieldName, ...] = doc("Fields with one value per partition.", ())
    counter: tuple[FieldName, ...] = doc("Integer fields that are counters here.", ())
    frozen: tuple[FieldName, ...] = doc("Collections that are written and read as one value.", ())
    masked: tuple[tuple[FieldName, str], ...] = doc("Masks: email: 'mask_inner(1, 4)'.", ())
    copies: Literal["double-write", "view"] | None = doc("Whether writers keep this table or the server does.", None)
    options: TableOptions | None = doc("Table options.", None)
    indexes: tuple[IndexSpec, ...] = doc("Secondary indexes by name.", ())
    why: str = doc("Why the table exists when no query is served by it.", "")
    renamed_from: str = doc("The table's name before (no server renames a table: it tells how to move).", "")
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """Who keeps the copy, and how far it may lag behind."""

    by: Literal["writer", "outbox", "job"] = doc("writer: the application writes both; outbox; job.")
    lag: Seconds | None = doc("How old the copy may be.", None)


@dataclass(frozen=True, slots=True)
class Block:
    """An entity's block for a Cassandra store."""

    tables: tuple[TableSpec, ...] = doc("Tables by name.")
    copies: Literal["double-write", "view"] = doc(
        "How the tables after the first are kept: by the writer, or as materialized views of the first.",
        "double-write",
    )
    feed: Feed | None = doc("Who keeps these tables when the entity's home is another store.", None)
    types: tuple[tuple[FieldName, str], ...] = doc(
        "CQL types that differ from the default: {price: frozen<money>}.", ()
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Replication:
    """Replicas per data centre: one number for all regions, or a number per region."""

    factor: int = 0
    regions: tuple[tuple[str, int], ...] = ()

    def of(self, region: str) -> int:
        return dict(self.regions).get(region, self.factor)

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Replication | None:
        if node.kind == "mapping":
            found = bind_value(node, tuple[tuple[RegionName, int], ...], report, scope)
            return cls(regions=found) if found is not None else None
        factor = bind_value(node, int, report, scope)
        return cls(factor) if factor is not None else None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:
        del scope
        whole = {"type": "integer", "minimum": 1}
        return {"anyOf": [whole, {"type": "object", "additionalProperties": whole}]}


@dataclass(frozen=True, slots=True)
class Options:
    """A Cassandra store's keys in topology.yaml."""

    keyspace: Name = doc("The keyspace; gamemodel owns everything in it.")
    replication: Replication = doc("Replicas per data centre: 3, or {eu-west-1: 3, us-east-1: 5}.", Replication(3))
    durable_writes: bool = doc("Whether writes go through the commit log.", True)
    types: tuple[tuple[Name, tuple[tuple[Name, str], ...]], ...] = doc("User types of this keyspace, in CQL.", ())
    options: TableOptions | None = doc("Options of all tables that do not say otherwise.", None)
    repair_interval: Seconds | None = doc("How often a full repair runs; gc_grace must be longer.", None)
    partition_warn: int = doc("Bytes of a partition above which `check` warns.", 100_000_000)
    ignore: tuple[str, ...] = doc("Patterns of tables, views and types in the keyspace that others own.", ())
