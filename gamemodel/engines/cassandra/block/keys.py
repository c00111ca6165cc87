"""The parts of a primary key as they are written in the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal

from gamemodel.model import Order
from gamemodel.source.bind import bind_value
from gamemodel.source.node import Node
from gamemodel.source.quantities import FieldName
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

BUCKETS: Final = ("hour", "day", "week", "month", "year")


_BUCKET = re.compile(rf"({'|'.join(BUCKETS)})\(\s*([a-z][a-z0-9_]*)\s*\)")


@dataclass(frozen=True, slots=True)
class KeyPart:
    """A part of a partition key: a field, or the period its time falls into (`month(id)`)."""

    field: str
    bucket: str = ""

    @property
    def column(self) -> str:
        """`id_month` for `month(id)`: the stored column."""
        return f"{self.field}_{self.bucket}" if self.bucket else self.field

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> KeyPart | None:
        found = _BUCKET.fullmatch(node.text) if node.kind == "scalar" else None
        if found is None:
            name = bind_value(node, FieldName, report, scope)
            return cls(name) if name else None
        inner = Node("scalar", node.span, found[2])
        name = bind_value(inner, FieldName, report, scope)
        return cls(name, found[1]) if name else None

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:
        names = scope.fields
        if names is None:
            return {"type": "string", "description": "a field, or hour(f), day(f), week(f), month(f), year(f)"}
        return {"enum": [*names, *(f"{bucket}({name})" for bucket in BUCKETS for name in names)]}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Clustering columns with their direction: `{id: desc}`, or `[a, {b: desc}]`."""

    orders: tuple[Order, ...]

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Cluster | None:
        orders: list[Order] = []
        for each in node.items if node.kind == "sequence" else (node,):
            pairs = each.pairs if each.kind == "mapping" else ((each, None),)
            for name_node, direction_node in pairs:
                name = bind_value(name_node, FieldName, report, scope)
                word = bind_value(direction_node, Literal["asc", "desc"], report, scope) if direction_node else "asc"
                if name is None or word is None:
                    return None
                orders.append(Order(name, word == "desc"))
        return cls(tuple(orders))

    @classmethod
    def json_schema(cls, scope: Scope) -> dict[str, Any]:
        names: dict[str, Any] = {} if scope.fields is None else {"propertyNames": {"enum": list(scope.fields)}}
        mapping = {"type": "object", "additionalProperties": {"enum": ["asc", "desc"]}, **names}
        name: dict[str, Any] = {"type": "string"} if scope.fields is None else {"enum": list(scope.fields)}
        return {"anyOf": [mapping, {"type": "array", "items": {"anyOf": [name, mapping]}}]}
