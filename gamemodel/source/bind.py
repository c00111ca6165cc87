"""Nodes -> frozen dataclasses by their annotations, with every error at once; what the values mean is left to whoever binds.

A dataclass is the declaration: `bind` and `json_schema` (completion.py) read the same annotations. A reader is made once for
each annotation and kept, so that a thousand entities cost a thousand times the values and nothing else.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Hashable
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, TypeVar, cast

from gamemodel.diagnostics import Span, suggestion
from gamemodel.model.model import Waiver
from gamemodel.source import codes
from gamemodel.source.completion import json_schema
from gamemodel.source.node import Node
from gamemodel.source.quantities import Known, Word
from gamemodel.source.report import Report
from gamemodel.source.scope import EMPTY, Scope
from gamemodel.source.shape import KEYED, class_fields, is_required, key_of, keyed, keyed_annotation, members

__all__ = [
    "KEYED",
    "between",
    "bind",
    "bind_value",
    "describe",
    "json_schema",
    "keyed",
    "one_of",
    "unknown_key",
    "unknown_name",
    "waivers",
]

T = TypeVar("T")
Reader = Callable[[Node, Report, Scope], Any]


class _Failed:
    """What a reader returns when it has reported why there is no value."""

    def __repr__(self) -> str:
        return "FAILED"


_FAILED: Final = _Failed()


def bind(node: Node, cls: type[T], report: Report, scope: Scope = EMPTY) -> T | None:
    """`node` as a `cls` (a frozen dataclass), or None where it cannot be built; every reason is in `report`."""
    return bind_value(node, cls, report, scope)


def bind_value(node: Node, annotation: Any, report: Report, scope: Scope = EMPTY) -> Any | None:
    """`node` as a value of any annotation that bind() knows (`FieldName`, `tuple[Part, ...]`, …), or None with the reasons in `report`."""
    value = _reader(cast("Hashable", annotation))(node, report, scope)
    return None if value is _FAILED else value


def waivers(node: Node, around: Node, report: Report) -> None:
    """Take `allow: {GM304: reason}` (the value is `node`) for everything within the mapping `around`."""
    if node.kind != "mapping" or not node.pairs:
        report.add(
            codes.BAD_WAIVER,
            "allow needs a mapping of codes to reasons",
            node.span,
            "write allow: {GM304: why it is accepted}",
        )
    for key, reason in node.pairs:
        if not re.fullmatch(r"GM\d{3}", key.text):
            report.add(
                codes.BAD_WAIVER, f"'{key.text}' is not a finding's code", key.span, "a code is GM and three digits"
            )
        elif reason.kind != "scalar" or not reason.text.strip():
            report.add(
                codes.BAD_WAIVER,
                f"the waiver of {key.text} gives no reason",
                key.span,
                f"write allow: {{{key.text}: why}}",
            )
        else:
            report.waivers.append(Waiver(key.text, reason.text, around.span, key.span))


def describe(node: Node) -> str:
    """What stands at a node, in words: `a list`, `'abc'`, `nothing`."""
    if node.kind == "mapping":
        return "a mapping"
    if node.kind == "sequence":
        return "a list"
    return "nothing" if node.is_empty else f"'{node.text}'"


def _wrong_kind(node: Node, expected: str, report: Report, help: str = "") -> _Failed:
    report.add(codes.WRONG_KIND, f"expected {expected}, found {describe(node)}", node.span, help)
    return _FAILED


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
        return _literal_reader(typing.get_args(annotation))
    if origin is tuple:
        return _tuple_reader(typing.get_args(annotation))
    if dataclasses.is_dataclass(annotation):
        return _Class(cast("type", annotation))
    return _SCALARS[annotation]


def _read_str(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind != "scalar" or (not node.text and not node.quoted):
        return _wrong_kind(node, "a text", report)
    return node.text


def _read_bool(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind == "scalar" and node.text in ("true", "false") and not node.quoted:
        return node.text == "true"
    return _bad(node, "true or false", report)


def _read_int(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind == "scalar" and re.fullmatch(r"-?[0-9]{1,20}", node.text):
        return int(node.text)
    return _bad(node, "a whole number", report)


def _read_float(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind == "scalar" and re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", node.text):
        return float(node.text)
    return _bad(node, "a number", report)


_SCALARS: Final[dict[Any, Reader]] = {str: _read_str, bool: _read_bool, int: _read_int, float: _read_float}


def _bad(node: Node, expected: str, report: Report, known: tuple[str, ...] = ()) -> _Failed:
    code = codes.BAD_VALUE if node.kind == "scalar" and not node.is_empty else codes.WRONG_KIND
    report.add(code, f"expected {expected}, found {describe(node)}", node.span, suggestion(node.text, known))
    return _FAILED


def _literal_reader(words: tuple[Any, ...]) -> Reader:
    known = {str(word).lower() if isinstance(word, bool) else str(word): word for word in words}
    names = tuple(known)
    expected = one_of(names)

    def read(node: Node, report: Report, _scope: Scope) -> Any:
        if node.kind == "scalar" and node.text in known:
            return known[node.text]
        return _bad(node, expected, report, names)

    return read


def one_of(names: tuple[str, ...]) -> str:
    """`a, b or c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else "nothing"


def _annotated_reader(annotation: Any) -> Reader:
    inner, *notes = typing.get_args(annotation)
    for note in notes:
        if isinstance(note, Word):
            return _word_reader(note)
        if isinstance(note, Known):
            return _known_reader(note)
    return _reader(inner)


def _word_reader(word: Word) -> Reader:
    def read(node: Node, report: Report, _scope: Scope) -> Any:
        if node.kind == "scalar" and node.text:
            if node.text == word.none:
                return None
            try:
                return word.read(node.text)
            except ValueError:
                pass
        return _bad(node, word.expected, report, (word.none,) if word.none else ())

    return read


def _known_reader(known: Known) -> Reader:
    names_of = attrgetter(known.names)

    def read(node: Node, report: Report, scope: Scope) -> Any:
        if node.kind != "scalar" or not node.text:
            return _wrong_kind(node, f"the name of a {known.noun}", report)
        names = names_of(scope)
        if names is None or node.text in names:
            return node.text
        return unknown_name(node, known.noun, names, report)

    return read


def unknown_name(node: Node, noun: str, names: tuple[str, ...], report: Report) -> Any:
    """Report that `node` names no `noun`; with the nearest name, or all of them where they are few."""
    help = suggestion(node.text, names)
    if not help and names:
        help = f"known: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}"
    report.add(codes.UNKNOWN_NAME, f"unknown {noun} '{node.text}'", node.span, help)
    return _FAILED


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
            return _wrong_kind(node, "a list", report, f"write [{node.text}]" if node.text else "")
        reader = inner = inner or _reader(element)
        values = [reader(each, report, scope) for each in node.items]
        return _FAILED if _FAILED in values else tuple(values)

    return read


def _mapping_reader(key: Any, value: Any) -> Reader:
    read_key, read_value = _Later(key), _Later(value)

    def read(node: Node, report: Report, scope: Scope) -> Any:
        if node.kind != "mapping":
            return _wrong_kind(node, "a mapping", report)
        found = []
        failed = False
        for name, body in node.pairs:
            if name.text == "allow":
                waivers(body, node, report)
                continue
            pair = (read_key(name, report, scope), read_value(body, report, scope))
            failed = failed or _FAILED in pair
            found.append(pair)
        return _FAILED if failed else tuple(found)

    return read


def _keyed_reader(cls: type) -> Reader:
    read_name, read_body = _Later(keyed_annotation(cls)), _Class(cls)

    def read(node: Node, report: Report, scope: Scope) -> Any:
        if node.kind != "mapping":
            return _wrong_kind(node, "a mapping of names", report)
        values = []
        for name, body in node.pairs:
            if name.text == "allow":
                waivers(body, node, report)
                continue
            known = read_name(name, report, scope)
            value = read_body.read(body, report, scope, name)
            values.append(_FAILED if known is _FAILED else value)
        return _FAILED if _FAILED in values else tuple(values)

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
            if value is not _FAILED:
                report.found += trial.found
                report.waivers += trial.waivers
                return value
            trials.append(trial)
        _explain(node, alternatives, trials, report)
        return _FAILED

    return read


def _explain(node: Node, alternatives: tuple[Any, ...], trials: list[Report], report: Report) -> None:
    """Where no member of a union fits: the findings of those that are written like this node, or what all of them expect."""
    near = [
        trial
        for trial in trials
        if not any(each.code == codes.WRONG_KIND.id and each.span == node.span for each in trial.found)
    ]
    if len(near) == 1 or (near and node.kind != "scalar"):
        report.found += near[0].found
        report.waivers += near[0].waivers
        return
    expected = dict.fromkeys(
        each.message.removeprefix("expected ").partition(", found")[0]
        for trial in (near or trials)
        for each in trial.found
        if each.message.startswith("expected ")
    )
    if not expected:
        report.found += trials[0].found
        return
    known = tuple(str(w) for each in alternatives if typing.get_origin(each) is Literal for w in typing.get_args(each))
    _bad(node, ", or ".join(expected), report, known)


class _Later:
    """A reader that is made at its first use, so that classes may hold themselves."""

    __slots__ = ("annotation", "made")

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation
        self.made: Reader | None = None

    def __call__(self, node: Node, report: Report, scope: Scope) -> Any:
        if self.made is None:
            self.made = _reader(cast("Hashable", self.annotation))
        return self.made(node, report, scope)


class _Class:
    """Reads one dataclass; everything that depends on the class alone is worked out once."""

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
        """The value at `node`; `name` is the key it stands under, for a keyed class."""
        if self.bind_node is None:
            return self.read_mapping(node, report, scope, name)
        before = len(report.found)
        value = self.bind_node(node, report, scope)
        if value is NotImplemented:
            return self.read_mapping(node, report, scope, name)
        if value is None:
            if len(report.found) == before:
                _wrong_kind(node, f"a {self.cls.__name__.lower()}", report)
            return _FAILED
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
        if not self.table:  # made at the first use, so that classes may hold themselves
            self.table = {key_of(each): (each.name, _reader(annotation)) for each, annotation in class_fields(self.cls)}
        if node.kind != "mapping":
            return _wrong_kind(node, f"a mapping ({', '.join(self.table)})", report)
        values = self.extras(node, name)
        failed = False
        for key, body in node.pairs:
            entry = self.table.get(key.text)
            if entry is None:
                if key.text == "allow":
                    waivers(body, node, report)
                else:
                    failed = True
                    unknown_key(key, tuple(self.table), report)
                continue
            value = entry[1](body, report, scope)
            if value is _FAILED:
                failed = True
            else:
                values[entry[0]] = value
        if not self.required.keys() <= values.keys():
            written = {key.text for key, _ in node.pairs}
            strange = tuple(written - self.table.keys())
            missing = [
                key for key in self.required.values() if key not in written and not suggestion(key, strange)
            ]  # a misspelt key is not missing, too
            if missing:
                what = f"'{name.text}'" if name is not None else "the mapping"
                span = name.span if name is not None else node.span
                report.add(codes.MISSING_KEY, f"{what} lacks {', '.join(missing)}", span)
            return _FAILED
        return _FAILED if failed else self.cls(**values)


def between(start: Span, end: Span) -> Span:
    """From the first character of `start` to the last of `end`."""
    return Span(start.file, start.line, start.column, end.end_line, end.end_column)


def unknown_key(key: Node, known: tuple[str, ...], report: Report) -> None:
    """Report a key that means nothing at its place; with the nearest known key, or all of them."""
    help = suggestion(key.text, known) or (f"known keys: {', '.join(known)}" if known else "")
    report.add(codes.UNKNOWN_KEY, f"unknown key '{key.text}'", key.span, help)
