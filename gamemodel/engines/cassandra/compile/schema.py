"""Compiles the model to the schema of one keyspace, with the hints that a comparison needs."""

from __future__ import annotations

from gamemodel.change import Compiled
from gamemodel.engines.cassandra.block.sections import Block, IndexSpec, Options, TableSpec
from gamemodel.engines.cassandra.compile.fields import columns_of, held, is_view
from gamemodel.engines.cassandra.compile.hints import HintCollector
from gamemodel.engines.cassandra.compile.options import given_options, table_options
from gamemodel.engines.cassandra.compile.user_types import user_types
from gamemodel.engines.cassandra.dialect.masks import canonical_mask
from gamemodel.engines.cassandra.dialect.options import canonical_options
from gamemodel.engines.cassandra.dialect.types import frozen, parse
from gamemodel.engines.cassandra.schema import Clustering, Column, Index, Keyspace, Kind, Schema, Table, View
from gamemodel.model import Entity, Model
from gamemodel.named import by_name
from gamemodel.topology import Store

BUCKET_TYPES = {"hour": "timestamp", "day": "date", "week": "date", "month": "date", "year": "date"}
"""The stored column of a time bucket: the period's first day, or its first instant."""


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:
    """The schema and the hints of one store. `order_from` tells which tables vanished; columns are ordered by name."""
    options = store.options_as(Options)
    tables: list[Table] = []
    views: list[View] = []
    hints = HintCollector(options.keyspace)
    for entity, block in model.blocks(store, Block):
        made: dict[str, Table] = {}
        for spec in block.tables:
            if is_view(block, spec):
                views.append(_view(block, spec, made[block.tables[0].name], entity))
            else:
                made[spec.name] = _table(entity, block, spec, options, store.name)
            hints.take(entity, block, spec)
        tables += made.values()
    schema = Schema(
        Keyspace(options.keyspace, options.durable_writes),
        user_types(model, options, tables),
        by_name(tables),
        by_name(views),
    )
    hints.named_types(model)
    if order_from is not None:
        hints.vanished(order_from, schema, model)
    return Compiled(schema, hints.hints())


def _table(entity: Entity, block: Block, spec: TableSpec, options: Options, store: str) -> Table:
    partition, clustering = _key(entity, block, spec)
    in_key = {*partition, *(each.name for each in clustering)}
    masks = dict(spec.masked)
    columns: list[Column] = []
    for name in held(entity, spec):
        for column, natural in columns_of(entity, block, name):
            whole = column in in_key or name in spec.frozen
            cql = "counter" if name in spec.counter else frozen(natural) if whole else natural
            kind: Kind = "static" if name in spec.static else "regular"
            columns.append(Column(column, cql, kind, canonical_mask(masks.get(name, ""))))
    columns += [Column(p.column, BUCKET_TYPES[p.bucket]) for p in spec.partition if p.bucket]
    return Table(
        spec.name,
        by_name(columns),
        partition,
        clustering,
        table_options(entity, spec, options, store, counter=any(c.type == "counter" for c in columns)),
        by_name(_index(each, {column.name: column.type for column in columns}) for each in spec.indexes),
    )


def _key(entity: Entity, block: Block, spec: TableSpec) -> tuple[tuple[str, ...], tuple[Clustering, ...]]:
    """Physical key columns; all columns of a field with parts are in the key."""
    partition = tuple(
        column
        for part in spec.partition
        for column in ((part.column,) if part.bucket else (c for c, _ in columns_of(entity, block, part.field)))
    )
    clustering = tuple(
        Clustering(column, order.descending)
        for order in spec.cluster.orders
        for column, _ in columns_of(entity, block, order.field)
    )
    return partition, clustering


def _index(spec: IndexSpec, types: dict[str, str]) -> Index:
    """A collection is indexed by its values, a frozen one as a whole, unless `over` is given."""
    tree = parse(types.get(spec.on, "text"))
    over = spec.over or ("" if not tree.collection else "full" if tree.frozen else "values")
    using = "" if spec.using == "legacy" else spec.using
    return Index(spec.name, spec.on, over, using, tuple(sorted(spec.options)))


def _view(block: Block, spec: TableSpec, base: Table, entity: Entity) -> View:
    partition, clustering = _key(entity, block, spec)
    fields = held(entity, spec)
    chosen = {column for name in fields for column, _ in columns_of(entity, block, name)} | {*partition}
    everything = {column.name for column in base.columns}
    options = given_options(spec.options) if spec.options else {}
    columns = () if everything <= chosen else tuple(sorted(chosen & everything))
    return View(spec.name, base.name, partition, clustering, columns, "", canonical_options(options))
