"""schema/types.yaml -> named types, enums and privacy classes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from gamemodel.diagnostics import Span
from gamemodel.model.model import Enum, EnumValue, PrivacyClass
from gamemodel.model.types import SCALARS, NamedType, Type
from gamemodel.source import codes
from gamemodel.source.bind import KEYED, bind, describe, unknown_name
from gamemodel.source.grammar import TypeProblem, parse_type
from gamemodel.source.node import Node
from gamemodel.source.quantities import Name, Seconds
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

Erase = Literal["nullify", "blank", "rewrite", "delete-row"]
"""What erasing a person means for a field."""


_UNREAD: Final = -1
"""The number of an enum's value whose number could not be read, which is reported."""


@dataclass(frozen=True, slots=True)
class NamedTypeBody:
    """One entry of `types:`."""

    name: Name = field(metadata=KEYED)
    is_: str = field(default="", metadata={"doc": "The type that this name stands for."})
    pattern: str = field(
        default="", metadata={"doc": "A regular expression that every value of a string type matches."}
    )
    parts: tuple[tuple[Name, str], ...] = field(
        default=(),
        metadata={"doc": "Several columns under one name: price of type money is price_amount and price_currency."},
    )
    doc: str = field(default="", metadata={"doc": "What the type is for."})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EnumValueBody:
    """A value of an enum: its number, or number and former name."""

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


@dataclass(frozen=True, slots=True)
class PrivacyBody:
    """One entry of `privacy:`."""

    name: Name = field(metadata=KEYED)
    erase: Erase = field(metadata={"doc": "What erasing a person means for the field."})
    zones: Literal["any", "home"] = field(
        default="any", metadata={"doc": "Whether the field may leave the zone of its row."}
    )
    never_in: tuple[str, ...] = field(default=(), metadata={"doc": "Stores or entities that never hold it."})
    keep: Seconds | None = field(default=None, metadata={"doc": "The longest it is kept anywhere."})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TypesFile:
    """The keys of types.yaml."""

    types: tuple[NamedTypeBody, ...] = field(default=(), metadata={"doc": "Types that have a name of their own."})
    enums: tuple[EnumBody, ...] = field(default=(), metadata={"doc": "Closed sets of named numbers."})
    privacy: tuple[PrivacyBody, ...] = field(default=(), metadata={"doc": "Classes of personal data."})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What types.yaml says. `named` are the types and enums that a field's type may name."""

    types: tuple[NamedType, ...] = ()
    enums: tuple[Enum, ...] = ()
    privacy: tuple[PrivacyClass, ...] = ()
    named: tuple[tuple[str, Type], ...] = ()


_TAKEN: Final = (*SCALARS, "list", "set", "map", "vector", "now")


def read_types(node: Node, report: Report) -> Vocabulary:
    """Everything of types.yaml that could be read; the reasons for the rest are in `report`."""
    parts = [(key.text, value) for key, value in node.pairs] if node.kind == "mapping" else []
    file = bind(node, TypesFile, report, report.scope)
    if file is None:
        file = _halves(dict(parts), node, report)
    enums = tuple(_enum(each, report) for each in file.enums)
    named: dict[str, Type] = {each.name: Type("enum", name=each.name) for each in enums}
    types = _types(file.types, named, node.get("types"), report)
    for name, span in [*((e.name, e.span) for e in file.enums), *((t.name, t.span) for t in file.types)]:
        if name in _TAKEN:
            report.add(codes.CLASH, f"'{name}' is a type of the language", span, "choose another name")
    privacy = tuple(_privacy(each, node, report) for each in file.privacy)
    return Vocabulary(types, enums, privacy, tuple(named.items()))


def _halves(parts: dict[str, Node], node: Node, report: Report) -> TypesFile:
    """What can be read of a file with errors that are reported already, so that they do not make every name unknown."""
    kept: dict[str, Any] = {}
    for name, cls in (("types", NamedTypeBody), ("enums", EnumBody), ("privacy", PrivacyBody)):
        values = []
        for key, body in parts[name].pairs if name in parts else ():
            one = node._replace(pairs=((Node("scalar", node.place, name), node._replace(pairs=((key, body),))),))
            file = bind(one, TypesFile, Report(report.scope), report.scope)
            values += list(getattr(file, name)) if file else [_stand_in(cls, key)]
        kept[name] = tuple(values)
    return TypesFile(**kept)


def _stand_in(cls: type, key: Node) -> Any:
    """An entry that could not be read, under its name, so that those who use it are not blamed."""
    match cls.__name__:
        case "EnumBody":
            return EnumBody(key.text, (), (), "", None)
        case "PrivacyBody":
            return PrivacyBody(key.text, "blank")
    return NamedTypeBody(key.text, "text")


def _enum(body: EnumBody, report: Report) -> Enum:
    numbers: dict[int, str] = {}
    for value in body.values:
        if value.number == _UNREAD:
            continue
        if value.number in body.reserved:
            message = f"number {value.number} of {value.name} is reserved"
        elif value.number in numbers:
            message = f"number {value.number} of {value.name} is that of {numbers[value.number]}"
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


def _privacy(body: PrivacyBody, node: Node, report: Report) -> PrivacyClass:
    known = (*(report.scope.stores or ()), *(report.scope.entities or ()))
    place = (node.get("privacy") or node).get(body.name)
    listed = place.get("never_in") if place else None
    for each in listed.items if listed else ():
        if each.text not in known:
            unknown_name(each, "store or entity", known, report)
    return PrivacyClass(body.name, body.erase, body.zones, body.never_in, body.keep, body.span)


def _types(
    bodies: tuple[NamedTypeBody, ...], named: dict[str, Type], node: Node | None, report: Report
) -> tuple[NamedType, ...]:
    """The named types, each after those that it names; `named` grows."""
    waiting = {each.name: each for each in bodies}
    for name, body in waiting.items():
        if name in named:
            report.add(codes.CLASH, f"'{name}' is also an enum", body.span, "rename one of the two")
    found: list[NamedType] = []
    while waiting:
        ready = [
            body
            for body in waiting.values()
            if not _names(body) & (waiting.keys() - {body.name}) and body.name not in _names(body)
        ]
        if not ready:
            _circle(waiting, named, report)
            break
        for body in ready:
            del waiting[body.name]
            type_ = _type(body, named, node, report)
            named[body.name] = type_
            found.append(NamedType(body.name, type_, body.doc, body.span))
    return tuple(sorted(found, key=lambda each: each.name))


def _names(body: NamedTypeBody) -> set[str]:
    return {
        word for text in (body.is_, *(text for _, text in body.parts)) for word in re.findall(r"[A-Za-z_]\w*", text)
    }


def _circle(waiting: dict[str, NamedTypeBody], named: dict[str, Type], report: Report) -> None:
    for name, body in waiting.items():
        named[name] = Type("text")
        others = ", ".join(sorted(_names(body) & waiting.keys()))
        report.add(codes.CYCLE, f"the type {name} stands on {others}, which stands on {name}", body.span)


def _type(body: NamedTypeBody, named: dict[str, Type], node: Node | None, report: Report) -> Type:
    place = node.get(body.name) if node else None
    if bool(body.is_) == bool(body.parts):
        what = "both is: and parts:" if body.is_ else "neither is: nor parts:"
        report.add(codes.MISFIT, f"the type {body.name} has {what}", body.span, "a type has one of the two")
        return Type("text")
    if body.parts:
        if body.pattern:
            report.add(codes.MISFIT, "a pattern is for a string type", body.span)
        return Type("parts", name=body.name, parts=_parts(body, named, place, report))
    written = place.get("is") if place else None
    type_ = read_type(body.is_, named, written.span if written else body.span, report) or Type("text")
    return _with_pattern(type_, body, place, report)


def _with_pattern(type_: Type, body: NamedTypeBody, place: Node | None, report: Report) -> Type:
    if not body.pattern:
        return type_
    written = place.get("pattern") if place else None
    span = written.span if written else body.span
    try:
        re.compile(body.pattern)
    except re.error as error:
        report.add(codes.BAD_VALUE, f"the pattern is no regular expression: {error}", span)
    if type_.kind not in ("string", "text"):
        report.add(codes.MISFIT, f"a pattern is for a string type, not for {type_}", span)
        return type_
    return Type(type_.kind, type_.min_length, type_.length, pattern=body.pattern)


def _parts(
    body: NamedTypeBody, named: dict[str, Type], place: Node | None, report: Report
) -> tuple[tuple[str, Type], ...]:
    written = place.get("parts") if place else None
    found = []
    for name, text in body.parts:
        node = written.get(name) if written else None
        span = node.span if node else body.span
        type_ = read_type(text, named, span, report) or Type("text")
        if type_.kind in ("parts", "counter", "list", "set", "map", "vector"):
            report.add(codes.BAD_TYPE, f"{type_} cannot be a part: a part is one column", span)
        found.append((name, type_))
    return tuple(found)


def read_type(text: str, named: dict[str, Type], span: Span | None, report: Report) -> Type | None:
    """The type that `text` writes, or None with the reason in `report`."""
    try:
        return parse_type(text, named)
    except TypeProblem as problem:
        report.add(problem.code, problem.message, span, problem.help)
        return None
