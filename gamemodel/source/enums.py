"""`enums:` of types.yaml: closed sets of named numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from gamemodel.diagnostics import Span
from gamemodel.model.model import Enum, EnumValue
from gamemodel.source import codes
from gamemodel.source.declaration import KEYED
from gamemodel.source.node import Node
from gamemodel.source.problems import describe
from gamemodel.source.quantities import Name
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

_UNREAD: Final = -1
"""Stands for a number that could not be read. The problem is reported."""


@dataclass(frozen=True, slots=True)
class EnumValueBody:
    """A value of an enum: its number, or its number and former name."""

    name: Name = field(metadata=KEYED)
    number: int = field(metadata={"doc": "The identity of the value: 1 to 127, never changed or used again."})
    renamed_from: str = field(default="", metadata={"doc": "The name that this value had before."})
    span: Span | None = field(default=None, compare=False)

    @classmethod
    def bind_node(cls, node: Node, report: Report, _scope: Scope) -> Any:
        """`paid: 2`, or the mapping form."""
        if node.kind != "scalar":
            return NotImplemented
        if not re.fullmatch(r"\d{1,9}", node.text):
            report.add(codes.BAD_ENUM, f"expected a number from 1 to 127, found {describe(node)}", node.span)
            return cls("", _UNREAD)
        return cls("", int(node.text))

    @classmethod
    def json_schema(cls, _scope: Scope) -> dict[str, Any]:
        """Number, or mapping."""
        number = {"type": "integer", "minimum": 1, "maximum": 127}
        properties = {"number": number, "renamed_from": {"type": "string"}}
        mapping = {"type": "object", "properties": properties, "required": ["number"], "additionalProperties": False}
        return {"anyOf": [number, mapping]}


@dataclass(frozen=True, slots=True)
class EnumBody:
    """One entry of `enums:`."""

    name: Name = field(metadata=KEYED)
    values: tuple[EnumValueBody, ...] = field(metadata={"doc": "The values and the number of each."})
    reserved: tuple[int, ...] = field(default=(), metadata={"doc": "Numbers of removed values, never used again."})
    doc: str = field(default="", metadata={"doc": "What the enum says."})
    span: Span | None = field(default=None, compare=False)


def make_enum(body: EnumBody, report: Report) -> Enum:
    numbers: dict[int, str] = {}
    for value in body.values:
        if value.number == _UNREAD:
            continue
        if value.number in body.reserved:
            message = f"number {value.number} of {value.name} is reserved"
        elif value.number in numbers:
            message = f"number {value.number} of {value.name} is also the number of {numbers[value.number]}"
        elif not 1 <= value.number <= 127:
            message = f"number {value.number} of {value.name} is not from 1 to 127"
        else:
            numbers[value.number] = value.name
            continue
        free = next(
            (n for n in range(1, 128) if n not in body.reserved and n not in [v.number for v in body.values]), None
        )
        help = f"the next free number is {free}" if free else "no number is free"
        report.add(codes.BAD_ENUM, message, value.span, help)
    if not body.values and body.span is not None:
        report.add(codes.BAD_ENUM, f"the enum {body.name} has no values", body.span)
    values = tuple(EnumValue(each.name, each.number, each.renamed_from) for each in body.values)
    return Enum(body.name, values, tuple(sorted(body.reserved)), body.doc, body.span)
