"""What may stand in an entity's MySQL block and in the topology, as dataclasses that are bound from YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from gamemodel.diagnostics import Span
from gamemodel.engines.mysql.block.values import By, Part, Sql, SqlType, doc
from gamemodel.source.bind import bind_value
from gamemodel.source.declaration import keyed
from gamemodel.source.node import Node
from gamemodel.source.quantities import ColumnName, FieldName, Name, QueryName, Seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class IndexSection:
    """`{serves: [query], on: […]}`, `{unique: […]}` or `{fulltext: […]}`."""

    name: Name = keyed()
    serves: tuple[QueryName, ...] = doc("The queries that this index answers.", ())
    on: Parts = doc("The parts of a plain index, in order.", ())
    unique: Parts = doc("The parts of a unique index, in order.", ())
    fulltext: Parts = doc("The text columns of a full-text index.", ())
    parser: str = doc("The parser plugin of a full-text index (ngram).", "")
    invisible: bool = doc("Kept up to date, but not used by the optimiser.", False)
    comment: str = doc("Kept with the index in the server.", "")
    why: str = doc("Why the index exists, where it serves no query.", "")
    span: Span | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        return "unique" if self.unique else "fulltext" if self.fulltext else "index"

    @property
    def parts(self) -> Parts:
        return self.unique or self.fulltext or self.on


@dataclass(frozen=True, slots=True)
class CheckSection:
    """`amount_positive: "amount > 0"`, or a mapping with `that` and `enforced`."""

    name: Name = keyed()
    that: Sql = doc("What must hold for every row.")
    enforced: bool = doc("false: kept as a note, new rows are not checked.", True)
    span: Span | None = field(default=None, compare=False)

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Any:
        if node.kind == "mapping":
            return NotImplemented
        sql = Sql.bind_node(node, report, scope)
        return cls("", sql) if sql else None


@dataclass(frozen=True, slots=True)
class GeneratedSection:
    """A column that the server computes from others of its row."""

    name: Name = keyed()
    type: SqlType = doc("Its MySQL type.")
    as_: Sql = doc("The expression that computes it.")
    stored: bool = doc("true: computed when the row is written; false: when it is read.", False)
    nullable: bool = doc("Whether the expression may give NULL.", True)
    collation: str = doc("Its collation, for character types.", "")
    invisible: bool = doc("Left out of SELECT *.", False)
    comment: str = doc("Kept with the column in the server.", "")
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ColumnSection:
    """What only MySQL knows of a field's column."""

    name: FieldName = keyed()
    charset: str = doc("Character set; exact comparison unless a collation says otherwise.", "")
    collation: str = doc("Collation; its character set follows from it.", "")
    comment: str = doc("Kept with the column in the server.", "")
    invisible: bool = doc("Left out of SELECT *.", False)
    auto_increment: bool = doc("The server numbers new rows.", False)
    default: str | None = doc(
        "SQL of the default: a literal, CURRENT_TIMESTAMP(3) or an expression in parentheses.", None
    )
    on_update: Literal["now", ""] = doc("now: set to the time of each UPDATE.", "")
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ForeignKeySection:
    """A foreign key over several columns, or with a name or options of its own."""

    name: Name = keyed()
    on: tuple[ColumnName, ...] = doc("The columns of this table, in order.")
    references: tuple[str, ...] = doc("The columns of the other table, in the same order.")
    table: Name = doc("The other table.")
    on_delete: Literal["restrict", "cascade", "set-null"] = doc(
        "What happens to this row when the other goes.", "restrict"
    )
    on_update: Literal["restrict", "cascade", "set-null"] = doc(
        "What happens when the other's key changes.", "restrict"
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PartitionSection:
    """One partition of a range or list, in the order of the file: `p2026: "2027-01-01"`, `eu: [eu-west-1]`, `rest: max`."""

    name: Name = keyed()
    values: tuple[str, ...] = doc("The upper bound of a range (not included), or the values of a list.")
    comment: str = doc("Kept with the partition in the server.", "")

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> PartitionSection | None:
        if node.kind == "scalar":
            return cls("", (node.text,))
        values = bind_value(node, tuple[str, ...], report, scope)
        return cls("", values) if values else None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:  # noqa: ARG003
        return {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}


@dataclass(frozen=True, slots=True)
class PartitioningSection:
    """`{range: created_at, partitions: {…}}`, `{list: region, partitions: {…}}`, `{hash: id, count: 16}`, `{key: [id], count: 16}`."""

    range_: By | None = doc("Partitioned by ranges of this column or expression.", None)
    list_: By | None = doc("Partitioned by lists of values of this column or expression.", None)
    hash_: By | None = doc("Partitioned by the value of this integer column or expression modulo the count.", None)
    key: By | None = doc("Partitioned by MySQL's own hash of these columns.", None)
    linear: bool = doc("Linear hash: cheaper to add partitions to, less even.", False)
    count: int = doc("How many partitions, for hash and key.", 0)
    partitions: tuple[PartitionSection, ...] = doc("The partitions, for range and list.", ())
    span: Span | None = field(default=None, compare=False)

    @property
    def chosen(self) -> tuple[tuple[str, By], ...]:
        """The methods that are written; there must be exactly one."""
        methods = (("range", self.range_), ("list", self.list_), ("hash", self.hash_), ("key", self.key))
        return tuple((word, by) for word, by in methods if by is not None)


@dataclass(frozen=True, slots=True)
class Feed:
    """How this copy is kept up to date, where MySQL is not the entity's home."""

    by: Literal["writer", "outbox", "job"] = doc("writer: the application writes both; outbox: a relay; job: a batch.")
    lag: Seconds | None = doc("How far behind the copy may be.", None)


@dataclass(frozen=True, slots=True)
class Block:
    """An entity's block for a MySQL store."""

    table: Name | None = doc("The table's name; the entity's name unless written.", None)
    comment: str = doc("Kept with the table in the server.", "")
    primary_key: Parts = doc("The primary key's columns, in order; the entity's identity unless written.", ())
    serves: tuple[QueryName, ...] = doc("The queries that the primary key answers.", ())
    indexes: tuple[IndexSection, ...] = doc("Secondary indexes by name.", ())
    checks: tuple[CheckSection, ...] = doc("Conditions that every row must meet, by name.", ())
    generated: tuple[GeneratedSection, ...] = doc("Columns that the server computes, by name.", ())
    foreign_keys: tuple[ForeignKeySection, ...] = doc("Foreign keys beyond those that ref and on_delete make.", ())
    columns: tuple[ColumnSection, ...] = doc("What only MySQL knows of a field's column.", ())
    invisible: tuple[FieldName, ...] = doc("Fields whose columns are left out of SELECT *.", ())
    types: tuple[tuple[str, SqlType], ...] = doc(
        "Other MySQL types for these fields or columns; they must hold every value.", ()
    )
    fields: Literal["all"] | tuple[FieldName, ...] = doc("The fields kept here.", "all")
    exclude: tuple[FieldName, ...] = doc("Fields that are not kept here.", ())
    charset: str = doc("Character set of the table.", "")
    collation: str = doc("Collation of the table.", "")
    row_format: Literal["dynamic", "compact", "redundant", "compressed"] = doc("How InnoDB lays out rows.", "dynamic")
    options: tuple[tuple[str, str], ...] = doc("Further table options, such as stats_persistent: 1.", ())
    partitioning: PartitioningSection | None = doc("How the table is partitioned.", None)
    feed: Feed | None = doc("How this copy is kept up to date.", None)
    rename: Literal["in-place", ""] = doc(
        "in-place: renamed_from is done by RENAME, which breaks a running application that uses the old name.", ""
    )
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Options:
    """A MySQL store's own keys in topology.yaml."""

    schema: Name = doc("The database.")
    charset: str = doc("Default character set.", "")
    collation: str = doc("Default collation; exact comparison unless written.", "")
    ignore: tuple[str, ...] = doc("Patterns of tables that belong to others, such as tmp_*.", ())
    binlog: Literal["", "replica", "cdc"] = doc(
        "What reads the binary log: a cross-region replica needs MIXED or ROW, change capture needs ROW with full images.",
        "",
    )
