"""Values that may stand in a block: SQL expressions, MySQL types, parts of keys and of partitionings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gamemodel.engines.mysql import codes, types
from gamemodel.engines.mysql.dialect import expressions
from gamemodel.engines.mysql.dialect.tokens import ExpressionError
from gamemodel.source.bind import bind, bind_value
from gamemodel.source.json_schema import json_schema
from gamemodel.source.node import Node
from gamemodel.source.quantities import ColumnName
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope


def doc(text: str, default: Any = ...) -> Any:
    """A field with its help text for editors."""
    return field(metadata={"doc": text}) if default is ... else field(default=default, metadata={"doc": text})


@dataclass(frozen=True, slots=True)
class Sql:
    """A fragment of SQL: one balanced expression, no `;`, no comment. `text` is in canonical form."""

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
    """A MySQL type such as varchar(100) or bigint unsigned. `text` is in canonical form."""

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


@dataclass(frozen=True, slots=True)
class By:
    """What rows are partitioned by: one or more columns, or an expression in parentheses."""

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
