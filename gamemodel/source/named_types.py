"""`types:` of types.yaml: types that the model gives a name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gamemodel.diagnostics import Span
from gamemodel.model.types import NamedType, Type
from gamemodel.named import by_name
from gamemodel.source import codes
from gamemodel.source.declaration import KEYED
from gamemodel.source.grammar import read_type
from gamemodel.source.node import Node
from gamemodel.source.quantities import Name
from gamemodel.source.report import Report


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


def make_types(
    bodies: tuple[NamedTypeBody, ...], named: dict[str, Type], node: Node | None, report: Report
) -> tuple[NamedType, ...]:
    """The named types. A type is read after those that it uses; `named` gets them all."""
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
    return by_name(found)


def _names(body: NamedTypeBody) -> set[str]:
    return {
        word for text in (body.is_, *(text for _, text in body.parts)) for word in re.findall(r"[A-Za-z_]\w*", text)
    }


def _circle(waiting: dict[str, NamedTypeBody], named: dict[str, Type], report: Report) -> None:
    for name, body in waiting.items():
        named[name] = Type("text")
        others = ", ".join(sorted(_names(body) & waiting.keys()))
        report.add(codes.CYCLE, f"the type {name} uses {others}, which uses {name}", body.span)


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
        report.add(codes.BAD_VALUE, f"the pattern is not a regular expression: {error}", span)
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
