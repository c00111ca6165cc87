"""Random keyspaces that a real Cassandra 5.0 takes, and keyspaces that supported changes lead to from a given one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from gamemodel.engines.cassandra.dialect.options import canonical_options
from gamemodel.engines.cassandra.schema import Clustering, Column, Index, Keyspace, Kind, Schema, Table, UserType, View
from gamemodel.named import by_name

KEYSPACE: Final = "gm_law"
SCALARS: Final = (
    "ascii", "bigint", "blob", "boolean", "date", "decimal", "double", "float", "inet", "int", "smallint", "text",
    "time", "timestamp", "timeuuid", "tinyint", "uuid", "varint",
)  # fmt: skip
NAMES: Final = ("id", "name", "body", "Mixed", "order", "with space", "a_b", "x1", "created_at", "token", "r", "seen")
COLLECTIONS: Final = (
    "list<int>", "set<text>", "map<text, bigint>", "frozen<list<text>>", "frozen<map<text, frozen<set<int>>>>",
    "list<frozen<list<int>>>", "frozen<tuple<int, text>>", "vector<float, 3>", "duration",
)  # fmt: skip
OPTIONS: Final[dict[str, tuple[str | dict[str, str], ...]]] = {
    "comment": ("it's", "a -- b; c", "é"),
    "gc_grace_seconds": ("3600", "864000", "86400"),
    "compaction": (
        {"class": "LeveledCompactionStrategy", "sstable_size_in_mb": "100"},
        {"class": "TimeWindowCompactionStrategy", "compaction_window_unit": "HOURS", "compaction_window_size": "2"},
        {"class": "SizeTieredCompactionStrategy", "max_threshold": "16"},
        {"class": "UnifiedCompactionStrategy"},
    ),
    "compression": (
        {"enabled": "false"},
        {"class": "ZstdCompressor", "compression_level": "3"},
        {"class": "LZ4Compressor"},
    ),
    "caching": ({"keys": "NONE"}, {"rows_per_partition": "120"}, {"keys": "ALL", "rows_per_partition": "ALL"}),
    "speculative_retry": ("99PERCENTILE", "50ms", "ALWAYS", "NEVER", "MIN(99p,50ms)", "95.5p"),
    "additional_write_policy": ("NEVER", "75ms", "99p"),
    "bloom_filter_fp_chance": ("0.1", "0.01", "0.05"),
    "crc_check_chance": ("0.5", "1"),
    "read_repair": ("NONE", "BLOCKING"),
    "min_index_interval": ("64",),
    "max_index_interval": ("4096",),
    "memtable_flush_period_in_ms": ("60000",),
    "allow_auto_snapshot": ("false", "true"),
    "incremental_backups": ("false",),
}
MASKS: Final = ("", "", "", "", "mask_default()", "mask_null()")


def options(*, ttl: bool = True) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    known = {name: st.sampled_from(values) for name, values in OPTIONS.items()}
    if ttl:
        known["default_time_to_live"] = st.sampled_from(("86400", "31536000"))
    return st.fixed_dictionaries({}, optional=known).map(lambda given: canonical_options(dict(list(given.items())[:4])))


@st.composite
def user_types(draw: st.DrawFn) -> tuple[UserType, ...]:
    first = UserType("address", (("street", "text"), ("zip", draw(st.sampled_from(("int", "text", "list<int>"))))))
    second = UserType("Person", (("home", "frozen<address>"), ("user", "text"), ("tags", "set<text>")))
    return draw(st.sampled_from(((), (first,), by_name((first, second)))))


def _types_of(types: tuple[UserType, ...]) -> tuple[str, ...]:
    return tuple(f"frozen<{_quoted(each.name)}>" for each in types)


def _quoted(name: str) -> str:
    return name if name.islower() else f'"{name}"'


@st.composite
def tables(draw: st.DrawFn, name: str, types: tuple[UserType, ...]) -> Table:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=7, unique=True))
    partition = tuple(names[: draw(st.integers(1, min(2, len(names) - 1)))])
    after = names[len(partition) :]
    clustering = tuple(Clustering(each, draw(st.booleans())) for each in after[: draw(st.integers(0, 2))])
    in_key = (*partition, *(each.name for each in clustering))
    rest = [each for each in names if each not in in_key]
    columns = [Column(each, draw(_key_types(types)), "regular", draw(st.sampled_from(MASKS))) for each in in_key]
    if rest and draw(st.integers(0, 5)) == 0:
        columns += [Column(each, "counter") for each in rest]
        return Table(name, by_name(columns), partition, clustering, draw(options(ttl=False)))
    columns += [draw(_plain(each, types, static=bool(clustering))) for each in rest]
    table = Table(name, by_name(columns), partition, clustering, draw(options()))
    return replace(table, indexes=draw(_indexes(table)))


def _key_types(types: tuple[UserType, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from((*SCALARS, "frozen<list<text>>", *_types_of(types)))


@st.composite
def _plain(draw: st.DrawFn, name: str, types: tuple[UserType, ...], *, static: bool) -> Column:
    type_ = draw(st.sampled_from((*SCALARS, *COLLECTIONS, *_types_of(types))))
    kind: Kind = "static" if static and draw(st.integers(0, 2)) == 0 else "regular"
    return Column(name, type_, kind, draw(st.sampled_from(MASKS)) if type_ in SCALARS else "")


@st.composite
def _indexes(draw: st.DrawFn, table: Table) -> tuple[Index, ...]:
    made = []
    for column in table.columns:
        if draw(st.integers(0, 3)) or column.name in table.partition[:1]:
            continue
        form = _form(column)
        if form is not None:
            made.append(Index(f"{table.name}_{column.name}_idx".replace(" ", "_"), column.name, *draw(form)))
    return by_name(made)


def _form(column: Column) -> st.SearchStrategy[tuple[str, str]] | None:
    """(over, using) that the server takes on the column."""
    if (
        " " in column.name
        or column.mask
        or column.type in ("duration", "vector<float, 3>")
        or column.type.startswith("frozen<tuple")
    ):
        return None
    if column.type.startswith("map<"):
        return st.sampled_from((("keys", ""), ("entries", "sai"), ("values", ""), ("keys", "sai")))
    if column.type.startswith(("list<", "set<")):
        return st.sampled_from((("values", ""), ("values", "sai")))
    if column.type.startswith("frozen<"):
        return st.just(("full", "")) if column.type.startswith(("frozen<list", "frozen<map")) else None
    if column.type in ("blob", "boolean", "counter"):
        return st.just(("", ""))
    return st.sampled_from((("", ""), ("", "sai")))


@st.composite
def views(draw: st.DrawFn, table: Table) -> View | None:
    """A view of the table with its key turned around; None where the server would refuse one."""
    if table.counter or any(column.kind == "static" for column in table.columns) or len(table.key) < 2:
        return None
    if any(name == "gc_grace_seconds" and value == "0" for name, value in table.options):
        return None
    turned = (*table.key[1:], table.key[0])
    if any(each.descending for each in table.clustering if each.name == turned[0]):
        return None
    rest = [column.name for column in table.columns if column.name not in table.key]
    # What a view of chosen columns holds is its key and them; all chosen is a plain list to the server, not a star.
    chosen = draw(st.lists(st.sampled_from(rest), unique=True, max_size=1)) if rest else []
    columns = draw(st.sampled_from(((), tuple(sorted((*turned, *chosen))))))
    clustering = tuple(Clustering(name, draw(st.booleans())) for name in turned[1:])
    return View(f"{table.name}_by_{turned[0]}".replace(" ", "_"), table.name, turned[:1], clustering, columns)


@st.composite
def schemas(draw: st.DrawFn, keyspace: str = KEYSPACE) -> Schema:
    types = draw(user_types())
    count = draw(st.sampled_from((1, 1, 2, 3)))
    made = [draw(tables(f"t{number}", types)) for number in range(count)]
    found = [draw(views(table)) for table in made if draw(st.booleans())]
    return Schema(
        Keyspace(keyspace, draw(st.booleans())),
        types,
        by_name(made),
        by_name(view for view in found if view is not None),
    )


@st.composite
def evolved(draw: st.DrawFn, schema: Schema) -> Schema:
    """One to four supported edits. A table that loses a column gets no view, and no view is made anew."""
    old = schema
    keyed = str([c.type for t in schema.tables for c in t.columns if c.name in t.partition])
    for number in range(draw(st.integers(1, 4))):
        edits = (_add, _drop, _table, _gone, _with, _index, _view, _mask, _durable)
        which = draw(st.integers(0, len(edits)))
        schema = draw(edits[which](schema, number) if which < len(edits) else _type(schema, number, keyed))
    names = {table.name: {column.name for column in table.columns} for table in schema.tables}
    lost = {t.name for t in old.tables if {column.name for column in t.columns} - names.get(t.name, set())}
    before = {view.name: view for view in old.views}
    kept = (view for view in schema.views if view.base not in lost and before.get(view.name, view) == view)
    return replace(schema, views=tuple(kept))


@st.composite
def _pick(draw: st.DrawFn, schema: Schema) -> Table:
    return draw(st.sampled_from(schema.tables))


@st.composite
def _add(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(_pick(schema))
    name = f"new{number}_{len(table.columns)}"
    column = (
        Column(name, "counter") if table.counter else draw(_plain(name, schema.types, static=bool(table.clustering)))
    )
    bare = {c.name for c in table.columns} == set(table.key)
    if column.kind == "static" and schema.views_of(table.name):
        column = replace(column, kind="regular")
    if bare and table.counter:
        return schema
    return schema.with_table(replace(table, columns=by_name((*table.columns, column))))


@st.composite
def _drop(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    """Only from tables to which nothing is added in the same round: those keep their columns' names."""
    table = draw(_pick(schema))
    free = [
        column
        for column in table.columns
        if column.name not in table.key
        and not column.name.startswith("new")
        and not any(index.column == column.name for index in table.indexes)
    ]
    if not free or schema.views_of(table.name) or any(c.name.startswith("new") for c in table.columns):
        return schema
    gone = draw(st.sampled_from(free))
    if table.counter and len(table.columns) - 1 == len(table.key):
        return schema
    return schema.with_table(replace(table, columns=tuple(c for c in table.columns if c != gone)))


@st.composite
def _table(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    return schema.with_table(draw(tables(f"fresh{number}", schema.types)))


@st.composite
def _gone(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(_pick(schema))
    if len(schema.tables) < 2:
        return schema
    return replace(
        schema,
        tables=tuple(each for each in schema.tables if each != table),
        views=tuple(each for each in schema.views if each.base != table.name),
    )


@st.composite
def _with(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(_pick(schema))
    return schema.with_table(replace(table, options=draw(options(ttl=not table.counter))))


@st.composite
def _index(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(_pick(schema))
    return schema if table.counter else schema.with_table(replace(table, indexes=draw(_indexes(table))))


@st.composite
def _view(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(_pick(schema))
    found = schema.views_of(table.name)
    if found:
        return replace(schema, views=tuple(each for each in schema.views if each not in found))
    view = draw(views(table))
    if view is None or "new" in str(table.columns):
        return schema
    # A name of its own: a view that was dropped in an earlier round cannot come back with another definition.
    return schema.with_view(replace(view, name=f"{view.name}{number}"))


def _type(schema: Schema, number: int, keyed: str) -> st.SearchStrategy[Schema]:
    """A field more at a type that no partition key holds, now or before; or one type more."""
    in_keys = keyed + str([c.type for t in schema.tables for c in t.columns if c.name in t.partition])
    for type_ in schema.types:
        if type_.name not in in_keys and "Person" not in in_keys:
            more = (f"f{len(type_.fields)}", "bigint")
            return st.just(schema.with_type(replace(type_, fields=(*type_.fields, more))))
    return st.just(schema.with_type(UserType(f"extra{number}", (("a", "int"),))))


@st.composite
def _mask(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(_pick(schema))
    plain = [c for c in table.columns if c.type in SCALARS and not any(i.column == c.name for i in table.indexes)]
    if not plain:
        return schema
    column = draw(st.sampled_from(plain))
    masked = replace(column, mask="" if column.mask else "mask_default()")
    return schema.with_table(replace(table, columns=tuple(masked if c == column else c for c in table.columns)))


@st.composite
def _durable(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    return replace(schema, keyspace=Keyspace(schema.name, draw(st.booleans())))
