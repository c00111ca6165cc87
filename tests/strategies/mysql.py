"""Random MySQL schemas that a real server accepts, and others that supported changes lead to."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.dialect.dependencies import index_uses, partitioned_by, table_expressions, uses
from gamemodel.engines.mysql.schema import (
    Check,
    Column,
    Database,
    ForeignKey,
    Generated,
    Index,
    IndexPart,
    Partition,
    Partitioning,
    Schema,
    Table,
)

DATABASE = Database("mysql-9", "", "utf8mb4_0900_bin")
COLLATIONS = ("utf8mb4_0900_bin", "utf8mb4_0900_ai_ci", "utf8mb4_bin")
TYPES = (
    "tinyint(1)", "tinyint", "smallint", "int", "bigint", "int unsigned", "bigint unsigned", "decimal(12,3)", "double", "float",
    "varchar(20)", "varchar(63)", "varchar(64)", "char(5)", "text", "mediumtext", "binary(16)", "varbinary(40)", "longblob",
    "datetime(3)", "datetime", "date", "time(6)", "json", "vector(3)", "enum('a','b''c')", "set('x','y')", "bit(4)", "year",
)  # fmt: skip
DEFAULTS = {
    "tinyint(1)": ("0", "1"), "tinyint": ("5",), "smallint": ("-3",), "int": ("0", "7", "(1 + 2)"), "bigint": ("9000000000",),
    "int unsigned": ("4000000000",), "bigint unsigned": ("18446744073709551615",), "decimal(12,3)": ("0.000", "-1.500"),
    "double": ("1.5", "-0.25"), "float": ("2.5",), "varchar(20)": ("''", "'it''s: 100%'", "'a\\\\b\\n'", "(concat('a', 'b'))"),
    "varchar(63)": ("'é'",), "varchar(64)": ("'x'",), "char(5)": ("'ab'",), "binary(16)": ("(uuid_to_bin(uuid()))",),
    "varbinary(40)": ("0x00ff", "''"), "datetime(3)": ("CURRENT_TIMESTAMP(3)", "'2020-01-01 00:00:00.000'"),
    "datetime": ("CURRENT_TIMESTAMP",), "date": ("'2020-02-29'", "(curdate())"), "time(6)": ("'10:00:00.000000'",),
    "json": ("(json_array())", "(json_object('k', 1))"), "enum('a','b''c')": ("'a'", "'b''c'"), "bit(4)": ("b'101'",),
    "year": ("2020",), "text": ("('long')",),
}  # fmt: skip
WIDER = {
    "tinyint": ("smallint", "int", "bigint"), "smallint": ("int",), "int": ("bigint", "decimal(12,0)"), "int unsigned": ("bigint",),
    "decimal(12,3)": ("decimal(14,4)",), "varchar(20)": ("varchar(30)", "varchar(63)", "varchar(100)", "text"),
    "varchar(63)": ("varchar(64)",), "varchar(64)": ("varchar(200)", "mediumtext"), "text": ("mediumtext", "longtext"),
    "varbinary(40)": ("varbinary(300)",), "datetime": ("datetime(3)",), "datetime(3)": ("datetime(6)",), "float": ("double",),
    "enum('a','b''c')": ("enum('a','b''c','d')",), "date": ("datetime",), "char(5)": ("varchar(20)",), "binary(16)": ("varbinary(40)",),
}  # fmt: skip
KEYS = ("int", "bigint", "binary(16)", "varchar(20)", "date")
COMMENTS = ("", "", "what it's for: 100%", "naïve — ünïcode \\ back")


def _text(type_: str) -> bool:
    return types.parse(type_).is_text


@st.composite
def columns(draw: st.DrawFn, name: str, *, required: bool = False, kinds: tuple[str, ...] = TYPES) -> Column:
    type_ = draw(st.sampled_from(kinds))
    default = draw(st.none() | st.sampled_from(DEFAULTS[type_])) if type_ in DEFAULTS and not required else None
    now = (default or "").startswith("CURRENT")
    return Column(
        name, type_, nullable=not required and draw(st.booleans()), default=default,
        on_update=default or "" if now and draw(st.booleans()) else "",
        collation=draw(st.sampled_from(COLLATIONS)) if _text(type_) else "",
        invisible=not required and draw(st.integers(0, 9)) == 0, comment=draw(st.sampled_from(COMMENTS)),
    )  # fmt: skip


def _plain(table: Table) -> list[Column]:
    """Columns that an index may hold whole."""
    return [
        c for c in table.columns
        if not types.parse(c.type).is_lob and types.parse(c.type).base not in types.BLOBS
        and not (c.generated and not c.generated.stored) and types.parse(c.type).base not in ("set", "bit", "vector")
    ]  # fmt: skip


def _number(table: Table) -> list[str]:
    return [
        c.name for c in table.columns if types.parse(c.type).is_integer and not c.generated and c.name != "to_other"
    ]


@st.composite
def indexes(draw: st.DrawFn, table: Table, name: str) -> Index:
    kind = draw(st.sampled_from(("index", "index", "index", "unique", "functional", "prefix", "fulltext")))
    texts = [c for c in table.columns if c.type in ("text", "mediumtext", "varchar(200)") and not c.generated]
    numbers = _number(table)
    if kind == "fulltext" and texts and not table.partitioning:
        return Index(
            name, (IndexPart(draw(st.sampled_from(texts)).name),), "fulltext", comment=draw(st.sampled_from(COMMENTS))
        )
    if kind == "functional" and numbers:
        one = draw(st.sampled_from(numbers))
        text = draw(st.sampled_from((f"{one} + 1", f"abs({one}) * 2", f"concat('n:', {one})")))
        return Index(name, (IndexPart(expression=text), IndexPart(table.columns[0].name)))
    if kind == "prefix" and texts:
        return Index(name, (IndexPart(draw(st.sampled_from(texts)).name, prefix=draw(st.integers(3, 40))),))
    chosen = draw(st.lists(st.sampled_from(_plain(table)), min_size=1, max_size=3, unique_by=lambda c: c.name))
    parts = tuple(IndexPart(c.name, descending=draw(st.booleans())) for c in chosen)
    unique = kind == "unique" and not table.partitioning
    return Index(
        name, parts, "unique" if unique else "index", draw(st.integers(0, 4)) == 0, draw(st.sampled_from(COMMENTS))
    )


@st.composite
def checks(draw: st.DrawFn, table: Table, name: str) -> Check:
    numbers = _number(table)
    texts = [c.name for c in table.columns if c.type.startswith("varchar") and not c.generated and c.name != "to_other"]
    forms = ["id IS NOT NULL"]
    for one in numbers[:2]:
        forms += [
            f"{one} > 0",
            f"{one} IN (1, 2, 3)",
            f"{one} NOT BETWEEN 1 AND 5",
            f"({one} + 1) * 2 < 10 OR {one} IS NULL",
        ]
    for one in texts[:2]:
        forms += [
            f"{one} LIKE 'a%'",
            f"regexp_like({one}, '^[a-z:]+$')",
            f"char_length({one}) >= 3 AND {one} <> 'it''s'",
        ]
    return Check(name, draw(st.sampled_from(forms)), draw(st.integers(0, 3)) > 0)


@st.composite
def generated(draw: st.DrawFn, table: Table, name: str) -> Column:
    numbers = _number(table)
    if not numbers:
        return Column(name, "int", True, generated=Generated("1 + 1", draw(st.booleans())))
    one = draw(st.sampled_from(numbers))
    text, type_ = draw(st.sampled_from(((f"{one} % 7", "int"), (f"concat('x', {one})", "varchar(63)"))))
    return Column(
        name, type_, True, collation=COLLATIONS[0] if type_ != "int" else "", generated=Generated(text, draw(st.booleans())),
        comment=draw(st.sampled_from(COMMENTS)),
    )  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, name: str) -> Table:
    key = draw(columns("id", required=True, kinds=KEYS))
    rest = [draw(columns(f"c{n}")) for n in range(draw(st.integers(1, 6)))]
    table = Table(
        name, (replace(key, default=None, invisible=False), *rest), (IndexPart("id", descending=draw(st.integers(0, 4)) == 0),),
        collation=draw(st.sampled_from(COLLATIONS)), comment=draw(st.sampled_from(COMMENTS)),
        row_format=draw(st.sampled_from(("dynamic", "dynamic", "compact", "compressed"))),
        options=draw(st.sampled_from(((), (), (("stats_persistent", "1"),)))),
    )  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        table = replace(table, columns=(*table.columns, draw(generated(table, "made"))))
    if draw(st.integers(0, 4)) == 0:
        table = replace(table, partitioning=draw(_partitioning(table)))
    found = [draw(indexes(table, f"i{n}")) for n in range(draw(st.integers(0, 3)))]
    table = replace(table, indexes=tuple(found))
    return replace(table, checks=tuple(draw(checks(table, f"{name}_k{n}")) for n in range(draw(st.integers(0, 2)))))


@st.composite
def _partitioning(draw: st.DrawFn, table: Table) -> Partitioning:
    type_ = table.columns[0].type
    if type_ == "int" and draw(st.booleans()):
        return draw(
            st.sampled_from(
                (
                    Partitioning("HASH", "id", count=3),
                    Partitioning("RANGE", "id", (Partition("p0", "100"), Partition("p1", "200", "second"))),
                    Partitioning("LIST COLUMNS", "id", (Partition("p0", "1, 2"), Partition("p1", "3"))),
                )
            )
        )
    if type_ == "date":
        parts = (Partition("p0", "'2021-01-01'"), Partition("p1", "MAXVALUE"))
        return Partitioning("RANGE COLUMNS", "id", parts)
    return Partitioning("KEY", "id", count=2)


def _referable(table: Table) -> bool:
    return table.partitioning is None and len(table.primary_key) == 1 and not table.primary_key[0].descending


@st.composite
def _linked(draw: st.DrawFn, found: list[Table]) -> list[Table]:
    """Some tables point to the key of another, by a column and an index of their own."""
    made = []
    for table in found:
        others = [each for each in found if _referable(each)]
        if others and table.partitioning is None and draw(st.booleans()):
            made.append(
                link(table, draw(st.sampled_from(others)), draw(st.sampled_from(("restrict", "cascade", "set null"))))
            )
        else:
            made.append(table)
    return made


def link(table: Table, other: Table, action: str) -> Table:
    key = other.columns[0]
    name = f"{table.name}_fk"
    column = Column("to_other", key.type, True, collation=key.collation)
    return replace(
        table, columns=(*table.columns, column),
        indexes=tuple(sorted((*table.indexes, Index(name, (IndexPart("to_other"),))), key=lambda i: i.name)),
        foreign_keys=(ForeignKey(name, ("to_other",), other.name, ("id",), action),),
    )  # fmt: skip


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """One to four tables with what MySQL has: types, defaults, keys of every kind, checks, generated columns, partitions."""
    names = [f"t{n}" for n in range(draw(st.integers(1, 4)))]
    found = draw(_linked([draw(tables(name)) for name in names]))
    return Schema(DATABASE, tuple(found))


@st.composite
def evolved(draw: st.DrawFn, schema: Schema) -> Schema:
    """The schema after one to six changes that are not refused."""
    before = schema
    for number in range(draw(st.integers(1, 6))):
        change = draw(st.sampled_from(STEPS))
        schema = draw(change(schema, number))
    for table in schema.tables:
        old = before.table(table.name)
        schema = schema.with_table(_fillable(old, table)) if old else schema
    return schema


def _fillable(old: Table, table: Table) -> Table:
    """Columns that are new to the table are optional or have a default: its rows have no value for others."""
    empty = [
        c.name for c in table.columns if not (old.column(c.name) or c.nullable or c.generated or c.default is not None)
    ]
    columns = tuple(replace(c, nullable=True) if c.name in empty else c for c in table.columns)
    key = tuple(part for part in table.primary_key if part.column not in empty)
    return replace(table, columns=columns, primary_key=key)


@st.composite
def _new_table(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(tables(f"n{number}"))
    others = [each for each in schema.tables if _referable(each)]
    if others and table.partitioning is None and draw(st.booleans()):
        table = link(table, draw(st.sampled_from(others)), "restrict")
    return schema.with_table(table)


@st.composite
def _drop_table(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    free = [
        t
        for t in schema.tables
        if not any(k.table == t.name and o.name != t.name for o in schema.tables for k in o.foreign_keys)
    ]
    if len(schema.tables) < 2 or not free:
        return schema
    return schema.without_table(draw(st.sampled_from(free)).name)


@st.composite
def _new_column(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    column = draw(columns(f"a{number}"))
    if not column.nullable and column.default is None:
        column = replace(column, nullable=True)
    return schema.with_table(replace(table, columns=(*table.columns, column)))


@st.composite
def _new_generated(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    return schema.with_table(replace(table, columns=(*table.columns, draw(generated(table, f"g{number}")))))


def _free(table: Table, column: str) -> bool:
    return not (
        column in table.key_columns
        or any(index_uses(index, column) for index in table.indexes)
        or any(column in key.columns for key in table.foreign_keys)
        or any(uses(text, column) for text in table_expressions(table))
        or partitioned_by(table.partitioning, column)
    )


@st.composite
def _drop_column(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    free = [c.name for c in table.columns if _free(table, c.name)]
    if not free:
        return schema
    gone = draw(st.sampled_from(free))
    return schema.with_table(replace(table, columns=tuple(c for c in table.columns if c.name != gone)))


@st.composite
def _alter_column(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    usable = [c for c in table.columns if not c.generated and c.name not in ("id", "to_other")]
    if not usable:
        return schema
    old = draw(st.sampled_from(usable))
    new = draw(_altered(table, old))
    return schema.with_table(replace(table, columns=tuple(new if c is old else c for c in table.columns)))


@st.composite
def _altered(draw: st.DrawFn, table: Table, old: Column) -> Column:
    what = draw(st.sampled_from(("type", "null", "default", "comment", "invisible", "collation")))
    match what:
        case "type" if old.type in WIDER and _free(table, old.name):
            type_ = draw(st.sampled_from(WIDER[old.type]))
            return replace(old, type=type_, default=None, on_update="", collation=old.collation if _text(type_) else "")
        case "null":
            return replace(old, nullable=not old.nullable)
        case "default" if old.type in DEFAULTS:
            return replace(old, default=draw(st.none() | st.sampled_from(DEFAULTS[old.type])), on_update="")
        case "comment":
            return replace(old, comment=draw(st.sampled_from(COMMENTS)))
        case "invisible":
            return replace(old, invisible=not old.invisible)
        case "collation" if old.collation:
            return replace(old, collation=draw(st.sampled_from(COLLATIONS)))
    return old


@st.composite
def _indexes(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    found = [i for i in table.indexes if not any(k.name == i.name for k in table.foreign_keys)]
    kept = [i for i in table.indexes if any(k.name == i.name for k in table.foreign_keys)]
    match draw(st.sampled_from(("add", "drop", "replace", "hide", "rename"))):
        case "add":
            found.append(draw(indexes(table, f"j{number}")))
        case "drop":
            found = found[1:]
        case "replace" if found:
            found[0] = draw(indexes(table, found[0].name))
        case "hide" if found:
            found[0] = replace(found[0], invisible=not found[0].invisible)
        case "rename" if found:
            found[0] = replace(found[0], name=f"r{number}")
    return schema.with_table(replace(table, indexes=tuple(sorted((*found, *kept), key=lambda i: i.name))))


@st.composite
def _checks(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    found = list(table.checks)
    match draw(st.sampled_from(("add", "drop", "replace", "enforce"))):
        case "add":
            found.append(draw(checks(table, f"{table.name}_m{number}")))
        case "drop":
            found = found[1:]
        case "replace" if found:
            found[0] = draw(checks(table, found[0].name))
        case "enforce" if found:
            found[0] = replace(found[0], enforced=not found[0].enforced)
    return schema.with_table(replace(table, checks=tuple(sorted(found, key=lambda c: c.name))))


@st.composite
def _options(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    return schema.with_table(
        replace(
            table, collation=draw(st.sampled_from(COLLATIONS)), comment=draw(st.sampled_from(COMMENTS)),
            row_format=draw(st.sampled_from(("dynamic", "compact", "compressed"))),
            options=draw(st.sampled_from(((), (("stats_persistent", "0"),)))),
        )
    )  # fmt: skip


@st.composite
def _keys(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    """Another primary key of a table that nothing refers to and that is not partitioned."""
    table = draw(st.sampled_from(schema.tables))
    referred = any(k.table == table.name for t in schema.tables for k in t.foreign_keys)
    usable = [c for c in _plain(table) if not c.nullable and c.name != "id" and not c.generated]
    if referred or table.partitioning or not usable:
        return schema
    more = draw(st.sampled_from(usable)).name
    return schema.with_table(replace(table, primary_key=(IndexPart("id"), IndexPart(more))))


@st.composite
def _foreign_keys(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    if table.foreign_keys:
        action = draw(st.sampled_from(("restrict", "cascade", "set null", "")))
        keys = (replace(table.foreign_keys[0], on_delete=action),) if action else ()
        return schema.with_table(replace(table, foreign_keys=keys))
    others = [each for each in schema.tables if _referable(each)]
    if table.partitioning or not others or table.column("to_other"):
        return schema
    return schema.with_table(link(table, draw(st.sampled_from(others)), "restrict"))


@st.composite
def _partitions(draw: st.DrawFn, schema: Schema, number: int) -> Schema:
    table = draw(st.sampled_from(schema.tables))
    held = table.foreign_keys or any(k.table == table.name for t in schema.tables for k in t.foreign_keys)
    odd = any(i.kind in ("unique", "fulltext") for i in table.indexes) or len(table.primary_key) > 1
    if held or odd:
        return schema
    old = table.partitioning
    if old and old.method == "RANGE" and draw(st.booleans()):
        bound = max(int(p.values) for p in old.partitions) + 100
        parts = (*old.partitions, Partition(f"q{number}", str(bound))) if draw(st.booleans()) else old.partitions[1:]
        return schema.with_table(replace(table, partitioning=replace(old, partitions=parts or old.partitions)))
    new = None if old and draw(st.booleans()) else draw(_partitioning(table))
    return schema.with_table(replace(table, partitioning=new))


STEPS = (
    _new_table, _drop_table, _new_column, _new_column, _new_generated, _drop_column, _drop_column, _alter_column, _alter_column,
    _alter_column, _indexes, _indexes, _checks, _options, _keys, _foreign_keys, _partitions,
)  # fmt: skip
