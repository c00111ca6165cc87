"""The model -> what one keyspace holds, and the hints that a comparison needs; whether it is wise is left to check.py."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.change import Compiled, Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.cassandra.block.sections import (
    Block,
    IndexSpec,
    Options,
    TableOptions,
    TableSpec,
)
from gamemodel.engines.cassandra.dialect.masks import normal_mask
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS, OptionPairs, normalised
from gamemodel.engines.cassandra.dialect.values import fill_of
from gamemodel.engines.cassandra.schema import (
    Clustering,
    Column,
    Index,
    Keyspace,
    Kind,
    Schema,
    Table,
    UserType,
    View,
    by_name,
)
from gamemodel.engines.cassandra.types import cql_type, frozen, normal, parse
from gamemodel.model import Entity, Field, Model
from gamemodel.topology import Store

BUCKET_TYPES = {"hour": "timestamp", "day": "date", "week": "date", "month": "date", "year": "date"}
"""The stored column of a time bucket: the period's first day, or its first instant."""


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:
    """The schema and the hints of one store. `order_from` is not needed: the server orders columns by name."""
    del order_from
    options = store_options(store)
    tables: list[Table] = []
    views: list[View] = []
    hints = _HintsInMaking(options.keyspace)
    for entity in model.entities:
        found = entity.block(store.name)
        if found is None:
            continue
        block = block_of(found.value)
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
        _types(model, options, tables),
        by_name(tables),
        by_name(views),
    )
    return Compiled(schema, hints.made())


def store_options(store: Store) -> Options:
    """The store's options. Raises TypeError for a store of another engine."""
    if not isinstance(store.options, Options):
        raise TypeError(f"store {store.name} is not bound as Cassandra")
    return store.options


def block_of(value: object) -> Block:
    """The bound block. Raises TypeError for another engine's."""
    if not isinstance(value, Block):
        raise TypeError("the block is not bound as Cassandra's")
    return value


def is_view(block: Block, spec: TableSpec) -> bool:
    """Whether a table of the block is kept by the server as a view of the block's first one."""
    return spec.name != block.tables[0].name and (spec.copies or block.copies) == "view"


def columns_of(entity: Entity, block: Block, name: str) -> tuple[tuple[str, str], ...]:
    """Physical columns of a field: its name and CQL type; several for a type with parts that is not overridden."""
    given = dict(block.types).get(name)
    if given is not None:
        return ((name, normal(given)),)
    return tuple((column, cql_type(type_)) for column, type_ in entity.field(name).columns)


def held(entity: Entity, spec: TableSpec) -> tuple[str, ...]:
    """The fields that a table holds, in the model's order."""
    key = {part.field for part in spec.partition if not part.bucket} | {o.field for o in spec.cluster.orders}
    wanted = key | set(spec.only) | set(spec.static) | set(spec.counter) if spec.only or spec.counter else None
    return tuple(f.name for f in entity.fields if f.name not in spec.exclude and (wanted is None or f.name in wanted))


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
            columns.append(Column(column, cql, kind, normal_mask(masks.get(name, ""))))
    columns += [Column(p.column, BUCKET_TYPES[p.bucket]) for p in spec.partition if p.bucket]
    return Table(
        spec.name,
        by_name(columns),
        partition,
        clustering,
        _options(entity, spec, options, store, counter=any(c.type == "counter" for c in columns)),
        by_name(_index(each, {column.name: column.type for column in columns}) for each in spec.indexes),
    )


def _key(entity: Entity, block: Block, spec: TableSpec) -> tuple[tuple[str, ...], tuple[Clustering, ...]]:
    """Physical key columns; a field with parts stands in a key with all of its columns."""
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
    """A collection is indexed by its values, a frozen one as a whole, unless the model says otherwise."""
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
    return View(spec.name, base.name, partition, clustering, columns, "", normalised(options))


def given_options(options: TableOptions) -> dict[str, str | dict[str, str]]:
    """What the model says of a table's options, by the server's names, as plain text and maps."""
    plain = {
        "gc_grace_seconds": options.gc_grace,
        "default_time_to_live": options.ttl,
        "comment": options.comment or None,
        "speculative_retry": options.speculative_retry or None,
        "additional_write_policy": options.additional_write_policy or None,
        "bloom_filter_fp_chance": options.bloom_filter_fp_chance,
        "crc_check_chance": options.crc_check_chance,
        "read_repair": options.read_repair,
        "memtable": options.memtable or None,
        "memtable_flush_period_in_ms": options.memtable_flush_period_in_ms,
        "min_index_interval": options.min_index_interval,
        "max_index_interval": options.max_index_interval,
        "allow_auto_snapshot": options.allow_auto_snapshot,
        "incremental_backups": options.incremental_backups,
    }
    made: dict[str, str | dict[str, str]] = {name: str(value) for name, value in plain.items() if value is not None}
    for name, pairs in (
        ("compaction", options.compaction), ("caching", options.caching), ("compression", options.compression)
    ):  # fmt: skip
        if pairs:
            made[name] = dict(pairs)
    made |= {f"{CUSTOM}.{key}": dict(pairs) for key, pairs in options.custom_properties}
    if options.tags:
        made[TAGS] = dict(options.tags)
    return made


def _options(entity: Entity, spec: TableSpec, options: Options, store: str, *, counter: bool) -> OptionPairs:
    given = given_options(options.options) if options.options else {}
    ttl = entity.retention.seconds(store)
    if ttl is not None and not counter:
        given["default_time_to_live"] = str(ttl)
    if spec.options:
        given |= given_options(spec.options)
    if counter:
        given.pop("default_time_to_live", None)
    return normalised(given)


def _types(model: Model, options: Options, tables: list[Table]) -> tuple[UserType, ...]:
    """User types of the store, and those named types of the model that a column needs."""
    made = {name: UserType(name, tuple((f, _field_type(cql)) for f, cql in fields)) for name, fields in options.types}
    named = {each.name: each.type for each in model.types if each.type.kind == "parts"}
    wanted = [name for table in tables for column in table.columns for name in _user_types(column.type)]
    while wanted:
        name = wanted.pop()
        if name in made or name not in named:
            continue
        made[name] = UserType(name, tuple((part, _field_type(cql_type(type_))) for part, type_ in named[name].parts))
        wanted += [inner for _, cql in made[name].fields for inner in _user_types(cql)]
    return by_name(made.values())


def _user_types(cql: str) -> tuple[str, ...]:
    return parse(cql).user_types()


def _field_type(cql: str) -> str:
    """A field of a user type that is itself a user type is frozen."""
    tree = parse(cql)
    return frozen(cql) if tree.user_types() == (tree.name,) else normal(cql)


class _HintsInMaking:
    """Collects renames, drops, fills and places while the tables are made."""

    def __init__(self, keyspace: str) -> None:
        self.keyspace = keyspace
        self.renames: list[tuple[str, str]] = []
        self.dropped: list[str] = []
        self.fills: list[tuple[str, str]] = []
        self.lacking: list[str] = []
        self.spans: list[tuple[str, Span]] = []

    def take(self, entity: Entity, block: Block, spec: TableSpec) -> None:
        at = f"{self.keyspace}.{spec.name}"
        self._place(at, spec.span or entity.span)
        for index in spec.indexes:
            self._place(f"{at}.index:{index.name}", index.span)
        if spec.renamed_from:
            self.renames.append((f"{self.keyspace}.{spec.renamed_from}", at))
        self.dropped += [f"{at}.{name}" for name in entity.dropped]
        self.dropped += [f"{self.keyspace}.{name}" for name in entity.dropped]
        for name in held(entity, spec):
            self._field(entity.field(name), entity, block, spec, at)
        for part in spec.partition:
            old = entity.field(part.field).renamed_from
            if part.bucket and old:
                self.renames.append((f"{at}.{replace(part, field=old).column}", f"{at}.{part.column}"))

    def _field(self, item: Field, entity: Entity, block: Block, spec: TableSpec, at: str) -> None:
        for column, cql in columns_of(entity, block, item.name):
            subject = f"{at}.{column}"
            self._place(subject, item.span)
            if item.renamed_from:
                old = item.renamed_from + column.removeprefix(item.name)
                self.renames.append((f"{at}.{old}", subject))
            if item.name in spec.counter or item.type.kind == "counter":
                continue
            fill = _source(item, column, entity) or fill_of(item, column, cql)
            if fill:
                self.fills.append((subject, fill))
            elif item.required and item.default is None:
                self.lacking.append(subject)

    def _place(self, subject: str, span: Span | None) -> None:
        if span is not None:
            self.spans.append((subject, span))

    def made(self) -> Hints:
        return Hints(
            tuple(self.renames), tuple(self.dropped), tuple(self.fills), (), tuple(self.spans), tuple(self.lacking)
        )


def _source(item: Field, column: str, entity: Entity) -> str:
    """`(email)`: the column that `from: email` fills this one from; empty where there is none, or a fill outranks it."""
    if not item.copied_from or item.fill is not None:
        return ""
    pairs = zip(item.columns, entity.field(item.copied_from).columns, strict=False)
    return next((f"({origin})" for (mine, _), (origin, _) in pairs if mine == column), "")
