"""What may stand in an entity's MySQL block and in the topology, as dataclasses that are bound from YAML."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gamemodel.diagnostics import Span
from gamemodel.engines.mysql import codes, types
from gamemodel.engines.mysql.dialect import expressions
from gamemodel.engines.mysql.dialect.tokens import ExpressionError
from gamemodel.source.bind import bind, bind_value, json_schema, keyed
from gamemodel.source.node import Node
from gamemodel.source.quantities import ColumnName, FieldName, Name, QueryName, Seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope


def doc(text: str, default: Any = ...) -> Any:
    """A field with its help text for editors."""
    return field(metadata={"doc": text}) if default is ... else field(default=default, metadata={"doc": text})


@dataclass(frozen=True, slots=True)
class Sql:
    """A fragment of SQL: one balanced expression, no `;`, no comment. `text` is in normal form."""

    text: str

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Sql | None:
        text = bind_value(node, str, report, scope)
        if text is None:
            return None
        try:
            return cls(expressions.canonical(text))
        except ExpressionError as error:
            report.add(codes.BAD_SQL, f"{text!r} is not one SQL expression: {error}", node.span)
            return None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:  # noqa: ARG003
        return {"type": "string", "description": "one SQL expression"}


@dataclass(frozen=True, slots=True)
class SqlType:
    """A MySQL type such as varchar(100) or bigint unsigned. `text` is in normal form."""

    text: str

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> SqlType | None:
        text = bind_value(node, str, report, scope)
        if text is None:
            return None
        try:
            return cls(types.canonical(text))
        except ValueError as error:
            report.add(codes.UNKNOWN_TYPE, str(error), node.span, "write a type of MySQL, such as varchar(64) or json")
            return None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:  # noqa: ARG003
        return {"type": "string", "description": "a type of MySQL"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a key: `name`, `{name: desc}`, `{name: {prefix: 20, order: desc}}` or an expression in parentheses."""

    column: str = ""
    expression: str = ""
    prefix: int | None = None
    descending: bool = False

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Part | None:
        if node.kind == "scalar" and node.text.startswith("("):
            sql = Sql.bind_node(node, report, scope)
            return cls(expression=sql.text) if sql else None
        if node.kind == "mapping" and len(node.pairs) == 1:
            (key, value), column = node.pairs[0], ""
            text = key.text
            if not text.startswith("("):
                column = bind_value(key, ColumnName, report, scope) or ""
                if not column:
                    return None
            else:
                sql = Sql.bind_node(key, report, scope)
                if sql is None:
                    return None
                text = sql.text
            how = _how(value, report, scope)
            return replace(how, column=column, expression="" if column else text) if how else None
        name = bind_value(node, ColumnName, report, scope)
        return cls(name) if name else None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:
        names = scope.columns
        named: dict[str, Any] = (
            {"type": "string"} if names is None else {"anyOf": [{"enum": list(names)}, {"pattern": r"^\("}]}
        )
        return {"anyOf": [named, {"type": "object", "maxProperties": 1, "additionalProperties": {
            "anyOf": [{"enum": ["asc", "desc"]}, json_schema(_How, scope)]}}]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _How:
    prefix: int | None = doc("Only the first characters (bytes, for binary types) are indexed.", None)
    order: Literal["asc", "desc"] = doc("Direction of this part.", "asc")


def _how(node: Node, report: Report, scope: Scope) -> Part | None:
    if node.kind == "scalar":
        word = bind_value(node, Literal["asc", "desc"], report, scope)
        return Part(descending=word == "desc") if word else None
    how = bind(node, _How, report, scope)
    return Part(prefix=how.prefix, descending=how.order == "desc") if how else None


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
class By:
    """What rows are parted by: one or more columns, or an expression in parentheses."""

    columns: tuple[str, ...] = ()
    expression: str = ""

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> By | None:
        if node.kind == "scalar" and node.text.startswith("("):
            sql = Sql.bind_node(node, report, scope)
            return cls(expression=sql.text) if sql else None
        if node.kind == "scalar":
            one = bind_value(node, ColumnName, report, scope)
            return cls((one,)) if one else None
        several = bind_value(node, tuple[ColumnName, ...], report, scope)
        return cls(several) if several else None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:
        name: dict[str, Any] = {"type": "string"} if scope.columns is None else {
            "anyOf": [{"enum": list(scope.columns)}, {"pattern": r"^\("}]}  # fmt: skip
        return {"anyOf": [name, {"type": "array", "items": name}]}


@dataclass(frozen=True, slots=True)
class PartitioningSection:
    """`{range: created_at, partitions: {…}}`, `{list: region, partitions: {…}}`, `{hash: id, count: 16}`, `{key: [id], count: 16}`."""

    range_: By | None = doc("Parted by ranges of this column or expression.", None)
    list_: By | None = doc("Parted by lists of values of this column or expression.", None)
    hash_: By | None = doc("Parted by the value of this integer column or expression modulo the count.", None)
    key: By | None = doc("Parted by MySQL's own hash of these columns.", None)
    linear: bool = doc("Linear hash: cheaper to add partitions to, less even.", False)
    count: int = doc("How many partitions, for hash and key.", 0)
    partitions: tuple[PartitionSection, ...] = doc("The partitions, for range and list.", ())
    span: Span | None = field(default=None, compare=False)

    @property
    def chosen(self) -> tuple[tuple[str, By], ...]:
        """The methods that are written; exactly one is right."""
        methods = (("range", self.range_), ("list", self.list_), ("hash", self.hash_), ("key", self.key))
        return tuple((word, by) for word, by in methods if by is not None)


@dataclass(frozen=True, slots=True)
class Feed:
    """Who keeps this copy up to date, where MySQL is not the entity's home."""

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
    partitioning: PartitioningSection | None = doc("How the table is parted.", None)
    feed: Feed | None = doc("Who keeps this copy up to date.", None)
    rename: Literal["in-place", ""] = doc(
        "in-place: renamed_from is done by RENAME, which breaks a running application that knows the old name.", ""
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
