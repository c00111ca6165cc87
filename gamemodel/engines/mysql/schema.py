"""What can exist in one MySQL database, as values in canonical form.

Subjects: `orders` is a table, `orders.amount` a column, `orders.index:NAME`, `orders.check:NAME`, `orders.foreign_key:NAME`,
`orders.key:primary`, `orders.table:options`, `orders.table:partitioning`, `orders.table:columns` (their order),
`database:options`, and `view:NAME`, `trigger:NAME`, … for what the model cannot declare but a server may have.

Canonical forms: types as COLUMN_TYPE of information_schema prints them (types.py), defaults as SQL text
(values.py), expressions as expressions.py prints them, RESTRICT for NO ACTION, which InnoDB treats alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from gamemodel.named import find, put, without

Kind = Literal["indexes", "checks", "foreign_keys"]


@dataclass(frozen=True, slots=True)
class Generated:
    """`expression` is in canonical form; virtual unless `stored`."""

    expression: str
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`default` is SQL text: a literal, `CURRENT_TIMESTAMP(3)` or an expression in parentheses; None where there is none.

    `collation` is set for character types only, and then always; the character set is its first word.
    """

    name: str
    type: str
    nullable: bool = False
    default: str | None = None
    on_update: str = ""
    collation: str = ""
    generated: Generated | None = None
    auto_increment: bool = False
    invisible: bool = False
    comment: str = ""
    srid: int | None = None


@dataclass(frozen=True, slots=True)
class IndexPart:
    """A column (or the first `prefix` characters or bytes of it), or an expression."""

    column: str = ""
    expression: str = ""
    prefix: int | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """`kind`: index, unique, fulltext, spatial."""

    name: str
    parts: tuple[IndexPart, ...]
    kind: str = "index"
    invisible: bool = False
    comment: str = ""
    parser: str = ""

    @property
    def unique(self) -> bool:
        return self.kind == "unique"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`on_delete` and `on_update`: restrict, cascade, set null."""

    name: str
    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    on_delete: str = "restrict"
    on_update: str = "restrict"


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    expression: str
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class Partition:
    """`values` is the text between the parentheses of LESS THAN or IN; empty for hash and key."""

    name: str
    values: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Partitioning:
    """`method`: RANGE, RANGE COLUMNS, LIST, LIST COLUMNS, HASH, LINEAR HASH, KEY, LINEAR KEY.

    `by` is the expression or the comma-separated columns. Hash and key have a `count` instead of `partitions`.
    `sub` is what a server says of subpartitions, which the model does not declare.
    """

    method: str
    by: str
    partitions: tuple[Partition, ...] = ()
    count: int = 0
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns are in the table's order; indexes, foreign keys, checks and options are sorted by name."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[IndexPart, ...] = ()
    indexes: tuple[Index, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    collation: str = "utf8mb4_0900_bin"
    comment: str = ""
    row_format: str = "dynamic"
    engine: str = "InnoDB"
    partitioning: Partitioning | None = None
    options: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if each.name == name), None)

    def index(self, name: str) -> Index | None:
        return next((each for each in self.indexes if each.name == name), None)

    def check(self, name: str) -> Check | None:
        return next((each for each in self.checks if each.name == name), None)

    def foreign_key(self, name: str) -> ForeignKey | None:
        return next((each for each in self.foreign_keys if each.name == name), None)

    def after(self, name: str) -> str:
        """The column before `name` in the table's order; empty where it is the first."""
        names = [each.name for each in self.columns]
        place = names.index(name)
        return names[place - 1] if place else ""

    @property
    def key_columns(self) -> tuple[str, ...]:
        return tuple(part.column for part in self.primary_key)


@dataclass(frozen=True, slots=True)
class Other:
    """Something the model cannot declare: a view, trigger, procedure, function or event, and how it is defined."""

    kind: str
    name: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Database:
    """What the statements are written for (`flavour`, `at_least`), the database's default collation, and its name in the model
    (an environment may override it); empty: not set."""

    flavour: str = ""
    at_least: str = ""
    collation: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """One database; tables and others are sorted by name."""

    database: Database = Database()
    tables: tuple[Table, ...] = ()
    others: tuple[Other, ...] = ()

    def table(self, name: str) -> Table | None:
        return find(self.tables, name)

    def require(self, name: str) -> Table:
        """The table called `name`. Raises KeyError."""
        found = self.table(name)
        if found is None:
            raise KeyError(name)
        return found

    def with_table(self, table: Table) -> Schema:
        """The schema with `table` in place of the one that has its name, or added."""
        return replace(self, tables=put(self.tables, table))

    def with_item(self, table: str, kind: Kind, item: Index | Check | ForeignKey) -> Schema:
        """With `item` in place of the one of its name in the table, or added; items are sorted by name."""
        found = self.require(table)
        items: dict[str, Any] = {kind: put(getattr(found, kind), item)}
        return self.with_table(replace(found, **items))

    def without_item(self, table: str, kind: Kind, name: str) -> Schema:
        found = self.require(table)
        items: dict[str, Any] = {kind: without(getattr(found, kind), name)}
        return self.with_table(replace(found, **items))

    def without_table(self, name: str) -> Schema:
        return replace(self, tables=without(self.tables, name))


def charset_of(collation: str) -> str:
    """The character set a collation belongs to: the word before the first underscore (`binary` is both)."""
    return collation.partition("_")[0]


def lookup(schema: Schema, subject: str) -> object | None:
    """The value that `subject` names in `schema`; None where it does not exist."""
    kind, colon, name = subject.partition(":")
    if colon and "." not in kind:
        if kind == "database":
            return schema.database
        return next((each for each in schema.others if (each.kind, each.name) == (kind, name)), None)
    table_name, dot, inner = subject.partition(".")
    table = schema.table(table_name)
    if table is None or not dot:
        return table
    return _inner(table, inner)


def _inner(table: Table, inner: str) -> object | None:
    kind, colon, name = inner.partition(":")
    if not colon:
        return table.column(inner)
    match kind, name:
        case "key", _:
            return table.primary_key
        case "table", "partitioning":
            return table.partitioning
        case "table", "columns":
            return tuple(each.name for each in table.columns)
        case "table", _:
            return (table.collation, table.comment, table.row_format, table.engine, table.options)
        case "index", _:
            return table.index(name)
        case "check", _:
            return table.check(name)
    return table.foreign_key(name)
