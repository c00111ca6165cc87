"""Nodes -> frozen dataclasses, by their annotations and with every error at once.

The dataclass is the declaration: json_schema.py reads the same annotations. A reader is made once for each annotation.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Hashable
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast

from gamemodel.diagnostics import suggestion
from gamemodel.source import codes
from gamemodel.source.allow import read_allow
from gamemodel.source.declaration import class_fields, is_required, key_of, keyed_annotation, members
from gamemodel.source.node import Node
from gamemodel.source.problems import FAILED, report_no_member, unknown_key, wrong_kind
from gamemodel.source.quantities import DeclaredName, Scalar
from gamemodel.source.report import Report
from gamemodel.source.scalars import PLAIN, Reader, known_reader, literal_reader, word_reader
from gamemodel.source.scope import EMPTY, Scope

T = TypeVar("T")


def bind(node: Node, cls: type[T], report: Report, scope: Scope = EMPTY) -> T | None:
    """`node` as a `cls` (a frozen dataclass). None if it cannot be built; the reasons are in `report`."""
    return bind_value(node, cls, report, scope)


def bind_value(node: Node, annotation: Any, report: Report, scope: Scope = EMPTY) -> Any | None:
    """Like bind(), for any annotation that a field may have: `FieldName`, `tuple[Part, ...]`."""
    value = _reader(cast("Hashable", annotation))(node, report, scope)
    return None if value is FAILED else value


@cache
def _reader(annotation: Any) -> Reader:
    if annotation is Node:
        return lambda node, _report, _scope: node
    alternatives = members(annotation)
    if len(alternatives) > 1:
        return _union_reader(alternatives)
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _annotated_reader(annotation)
    if origin is Literal:
        return literal_reader(typing.get_args(annotation))
    if origin is tuple:
        return _tuple_reader(typing.get_args(annotation))
    if dataclasses.is_dataclass(annotation):
        return _Class(cast("type", annotation))
    return PLAIN[annotation]


def _annotated_reader(annotation: Any) -> Reader:
    inner, *notes = typing.get_args(annotation)
    for note in notes:
        if isinstance(note, Scalar):
            return word_reader(note)
        if isinstance(note, DeclaredName):
            return known_reader(note)
    return _reader(inner)


def _tuple_reader(args: tuple[Any, ...]) -> Reader:
    if len(args) != 2 or args[1] is not Ellipsis:
        raise TypeError(f"tuple{args} cannot be bound; use tuple[X, ...]")
    element = args[0]
    if typing.get_origin(element) is tuple and typing.get_args(element)[-1] is not Ellipsis:
        key, value = typing.get_args(element)
        return _mapping_reader(key, value)
    if dataclasses.is_dataclass(element) and keyed_annotation(cast("type", element)) is not None:
        return _keyed_reader(cast("type", element))
    return _sequence_reader(element)


def _sequence_reader(element: Any) -> Reader:
    inner: Reader | None = None

    def read(node: Node, report: Report, scope: Scope) -> Any:
        nonlocal inner
        if node.kind != "sequence":
            return wrong_kind(node, "a list", report, f"write [{node.text}]" if node.text else "")
        reader = inner = inner or _reader(element)
        values = [reader(each, report, scope) for each in node.items]
        return FAILED if FAILED in values else tuple(values)

    return read


def _mapping_reader(key: Any, value: Any) -> Reader:
    read_key, read_value = _Later(key), _Later(value)

    def read(node: Node, report: Report, scope: Scope) -> Any:
        if node.kind != "mapping":
            return wrong_kind(node, "a mapping", report)
        found = []
        failed = False
        for name, body in node.pairs:
            if name.text == "allow":
                read_allow(body, node, report)
                continue
            pair = (read_key(name, report, scope), read_value(body, report, scope))
            failed = failed or FAILED in pair
            found.append(pair)
        return FAILED if failed else tuple(found)

    return read


def _keyed_reader(cls: type) -> Reader:
    read_name, read_body = _Later(keyed_annotation(cls)), _Class(cls)

    def read(node: Node, report: Report, scope: Scope) -> Any:
        if node.kind != "mapping":
            return wrong_kind(node, "a mapping of names", report)
        values = []
        for name, body in node.pairs:
            if name.text == "allow":
                read_allow(body, node, report)
                continue
            known = read_name(name, report, scope)
            value = read_body.read(body, report, scope, name)
            values.append(FAILED if known is FAILED else value)
        return FAILED if FAILED in values else tuple(values)

    return read


def _union_reader(alternatives: tuple[Any, ...]) -> Reader:
    readers = [_Later(each) for each in alternatives if each is not type(None)]
    if len(readers) == 1:
        return readers[0]

    def read(node: Node, report: Report, scope: Scope) -> Any:
        trials = []
        for reader in readers:
            trial = Report(report.scope)
            value = reader(node, trial, scope)
            if value is not FAILED:
                report.found += trial.found
                report.waivers += trial.waivers
                return value
            trials.append(trial)
        report_no_member(node, alternatives, trials, report)
        return FAILED

    return read


class _Later:
    """A reader that is made at its first use, so that a class may contain itself."""

    __slots__ = ("annotation", "made")

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        self.made: Reader | None = None

    def __call__(self, node: Node, report: Report, scope: Scope) -> Any:
        if self.made is None:
            self.made = _reader(cast("Hashable", self.annotation))
        return self.made(node, report, scope)


class _Class:
    """Reads one dataclass. What depends on the class alone is computed once."""

    __slots__ = ("bind_node", "cls", "has_span", "name_field", "required", "table")

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.bind_node = getattr(cls, "bind_node", None)
        self.table: dict[str, tuple[str, Reader]] = {}
        self.required = {field.name: key_of(field) for field, _ in class_fields(cls) if is_required(field)}
        names = [field.name for field in dataclasses.fields(cls)]
        self.has_span = "span" in names
        self.name_field = names[0] if keyed_annotation(cls) is not None else ""

    def __call__(self, node: Node, report: Report, scope: Scope) -> Any:
        return self.read(node, report, scope, None)

    def read(self, node: Node, report: Report, scope: Scope, name: Node | None) -> Any:
        """The value at `node`. For a keyed class, `name` is its key."""
        if self.bind_node is None:
            return self.read_mapping(node, report, scope, name)
        before = len(report.found)
        value = self.bind_node(node, report, scope)
        if value is NotImplemented:
            return self.read_mapping(node, report, scope, name)
        if value is None:
            if len(report.found) == before:
                wrong_kind(node, f"a {self.cls.__name__.lower()}", report)
            return FAILED
        extra = self.extras(node, name)
        return dataclasses.replace(value, **extra) if extra else value

    def extras(self, node: Node, name: Node | None) -> dict[str, Any]:
        extra: dict[str, Any] = {}
        if name is not None and self.name_field:
            extra[self.name_field] = name.text
        if self.has_span:
            extra["span"] = node.span if name is None else name.through(node)
        return extra

    def read_mapping(self, node: Node, report: Report, scope: Scope, name: Node | None) -> Any:
        if not self.table:  # made at its first use, so that a class may contain itself
            self.table = {key_of(each): (each.name, _reader(annotation)) for each, annotation in class_fields(self.cls)}
        if node.kind != "mapping":
            return wrong_kind(node, f"a mapping ({', '.join(self.table)})", report)
        values = self.extras(node, name)
        failed = False
        for key, body in node.pairs:
            entry = self.table.get(key.text)
            if entry is None:
                if key.text == "allow":
                    read_allow(body, node, report)
                else:
                    failed = True
                    unknown_key(key, tuple(self.table), report)
                continue
            value = entry[1](body, report, scope)
            if value is FAILED:
                failed = True
            else:
                values[entry[0]] = value
        if not self.required.keys() <= values.keys():
            written = {key.text for key, _ in node.pairs}
            strange = tuple(written - self.table.keys())
            missing = [
                key for key in self.required.values() if key not in written and not suggestion(key, strange)
            ]  # a misspelt key is not reported as missing too
            if missing:
                what = f"'{name.text}'" if name is not None else "the mapping"
                span = name.span if name is not None else node.span
                report.add(codes.MISSING_KEY, f"{what} lacks {', '.join(missing)}", span)
            return FAILED
        return FAILED if failed else self.cls(**values)
