"""The `fields:` of an entity -> fields, before their references are resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from gamemodel.diagnostics import Span, suggestion
from gamemodel.model.types import Type
from gamemodel.source import codes
from gamemodel.source.allow import read_allow
from gamemodel.source.bind import bind
from gamemodel.source.grammar import read_type
from gamemodel.source.node import Node
from gamemodel.source.privacy import Erase
from gamemodel.source.problems import describe, unknown_name
from gamemodel.source.quantities import FieldName, Positive
from gamemodel.source.report import Report

OnDelete = Literal["restrict", "cascade", "set-null", "no-action"]
"""What happens to a row when the row that it refers to is deleted."""


@dataclass(frozen=True, slots=True)
class FieldBody:
    """The mapping form of a field; `name: type` is short for `name: {type: type}`."""

    type: str = field(default="", metadata={"doc": "The logical type."})
    ref: str = field(
        default="", metadata={"doc": "entity.field that this field refers to; type and privacy class are those of it."}
    )
    default: Node | None = field(
        default=None, metadata={"doc": "What a new row gets where the writer says nothing; now for times."}
    )
    fill: str | None = field(
        default=None, metadata={"doc": "What existing rows get when the field is added: a value or expression."}
    )
    immutable: bool = field(default=False, metadata={"doc": "Never changed once it is written."})
    privacy: str = field(default="", metadata={"doc": "The class of personal data."})
    erase: Erase | None = field(
        default=None, metadata={"doc": "What erasing a person means here, where the class says otherwise."}
    )
    on_delete: OnDelete | None = field(
        default=None, metadata={"doc": "What becomes of this row when the other is deleted."}
    )
    max_size: Positive | None = field(default=None, metadata={"doc": "The most elements of a list, set or map."})
    copied_from: FieldName = field(
        default="", metadata={"key": "from", "doc": "The field that existing rows are filled from."}
    )
    renamed_from: str = field(default="", metadata={"doc": "The name that this field had before."})
    deprecated: str = field(default="", metadata={"doc": "Until when it is kept, and what to use instead."})
    doc: str = field(default="", metadata={"doc": "What the field says."})


@dataclass(frozen=True, slots=True)
class RawField:
    """A field as it is written. `type` is None for a reference and for a type that could not be read (`broken`)."""

    name: str
    required: bool
    body: FieldBody
    type: Type | None
    key: Node
    node: Node
    broken: bool = False

    @property
    def span(self) -> Span:
        return self.key.through(self.node)

    def place(self, key: str) -> Span:
        """The place of the value of `key`; of the field if the key is not written."""
        value = self.node.get(key)
        return (value if value is not None else self.key).span


_EMPTY: Final = FieldBody()
_NAME: Final = re.compile("[a-z][a-z0-9_]{0,63}")


def field_names(node: Node | None) -> tuple[str, ...]:
    """The names in a `fields:` mapping, without their question marks."""
    return tuple(key.text.removesuffix("?") for key, _ in node.pairs if key.text != "allow") if node else ()


def read_fields(
    node: Node, named: dict[str, Type], privacy: tuple[str, ...], report: Report, scope: Any
) -> tuple[RawField, ...]:
    """Every field of a `fields:` mapping. Those with errors are marked broken, so that others can still refer to them."""
    found: dict[str, RawField] = {}
    for key, value in node.pairs:
        if key.text == "allow":
            read_allow(value, node, report)
            continue
        name = key.text.removesuffix("?")
        if not _NAME.fullmatch(name):
            help = (
                "lowercase letters, digits and _, at most 64, beginning with a letter; ? at the end marks it optional"
            )
            report.add(codes.BAD_VALUE, f"'{key.text}' cannot be the name of a field", key.span, help)
        elif name in found:
            line = found[name].key.span.line
            report.add(
                codes.DUPLICATE, f"the field '{name}' is written twice", key.span, f"the first is in line {line}"
            )
            continue
        found[name] = _field(name, key, value, named, privacy, report, scope)
    return tuple(found.values())


def _field(
    name: str, key: Node, node: Node, named: dict[str, Type], privacy: tuple[str, ...], report: Report, scope: Any
) -> RawField:
    required = not key.text.endswith("?")
    if node.kind == "scalar" and not node.is_empty:
        type_ = read_type(node.text, named, node.span, report)
        raw = RawField(name, required, _EMPTY, type_, key, node, type_ is None)
        return raw if type_ is None else _checked(raw, report)
    if node.kind != "mapping":
        message = f"the field '{name}' needs a type, found {describe(node)}"
        report.add(codes.WRONG_KIND, message, node.span if not node.is_empty else key.span, f"write {name}: string(64)")
        return RawField(name, required, _EMPTY, None, key, node, broken=True)
    body = bind(node, FieldBody, report, scope)
    if body is None:
        return _rescued(name, required, key, node, named)
    return _whole(RawField(name, required, body, None, key, node), named, privacy, report)


def _rescued(name: str, required: bool, key: Node, node: Node, named: dict[str, Type]) -> RawField:
    """A field whose errors are reported already, with its type if that can be read."""
    written = node.get("type")
    type_ = read_type(written.text, named, None, Report()) if written and written.kind == "scalar" else None
    return RawField(name, required, _EMPTY, type_, key, node, broken=True)


def _whole(raw: RawField, named: dict[str, Type], privacy: tuple[str, ...], report: Report) -> RawField:
    body, name = raw.body, raw.name
    if body.privacy and body.privacy not in privacy:
        unknown_name(raw.node.get("privacy") or raw.key, "privacy class", privacy, report)
        raw = RawField(name, raw.required, FieldBody(body.type, body.ref), None, raw.key, raw.node, broken=True)
    if body.type and body.ref:
        report.add(
            codes.MISFIT, "a reference has the type of what it refers to", raw.place("type"), "remove type: or ref:"
        )
    elif not body.type and not body.ref:
        near = suggestion(next((key.text for key, _ in raw.node.pairs), ""), ("type", "ref"))
        report.add(codes.MISSING_KEY, f"the field '{name}' has neither type nor ref", raw.key.span, near)
        return RawField(name, raw.required, body, None, raw.key, raw.node, broken=True)
    if body.ref:
        return raw
    type_ = read_type(body.type, named, raw.place("type"), report)
    whole = RawField(name, raw.required, raw.body, type_, raw.key, raw.node, raw.broken or type_ is None)
    return whole if type_ is None else _checked(whole, report)


def _checked(raw: RawField, report: Report) -> RawField:
    """Report keys that do not fit the type or each other."""
    body, type_ = raw.body, raw.type
    if type_ is not None and type_.is_collection and body.max_size is None:
        help = f"write {raw.key.text}: {{type: {_quoted(str(type_))}, max_size: 100}}"
        report.add(codes.BAD_TYPE, f"the {type_.kind} '{raw.name}' has no max_size", raw.key.span, help)
    if type_ is not None and not type_.is_collection and body.max_size is not None:
        report.add(codes.MISFIT, f"max_size is for list, set and map, not for {type_}", raw.place("max_size"))
    if body.on_delete and not body.ref:
        report.add(codes.MISFIT, "on_delete without a reference", raw.place("on_delete"), "write ref: instead of type:")
    return raw


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text
