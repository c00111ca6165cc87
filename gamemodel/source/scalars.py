"""Readers of single values: texts, numbers, words of a list, durations and sizes, names that must be known."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from gamemodel.source.node import Node
from gamemodel.source.problems import bad_value, one_of, unknown_name, wrong_kind
from gamemodel.source.quantities import DeclaredName, Scalar
from gamemodel.source.report import Report
from gamemodel.source.scope import Scope

Reader = Callable[[Node, Report, Scope], Any]


def _read_str(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind != "scalar" or (not node.text and not node.quoted):
        return wrong_kind(node, "a text", report)
    return node.text


def _read_bool(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind == "scalar" and node.text in ("true", "false") and not node.quoted:
        return node.text == "true"
    return bad_value(node, "true or false", report)


def _read_int(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind == "scalar" and re.fullmatch(r"-?[0-9]{1,20}", node.text):
        return int(node.text)
    return bad_value(node, "a whole number", report)


def _read_float(node: Node, report: Report, _scope: Scope) -> Any:
    if node.kind == "scalar" and re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", node.text):
        return float(node.text)
    return bad_value(node, "a number", report)


PLAIN: Final[dict[Any, Reader]] = {str: _read_str, bool: _read_bool, int: _read_int, float: _read_float}


def literal_reader(words: tuple[Any, ...]) -> Reader:
    known = {str(word).lower() if isinstance(word, bool) else str(word): word for word in words}
    names = tuple(known)
    expected = one_of(names)

    def read(node: Node, report: Report, _scope: Scope) -> Any:
        if node.kind == "scalar" and node.text in known:
            return known[node.text]
        return bad_value(node, expected, report, names)

    return read


def word_reader(word: Scalar) -> Reader:
    def read(node: Node, report: Report, _scope: Scope) -> Any:
        if node.kind == "scalar" and node.text:
            if node.text == word.none:
                return None
            try:
                return word.read(node.text)
            except ValueError:
                pass
        return bad_value(node, word.expected, report, (word.none,) if word.none else ())

    return read


def known_reader(known: DeclaredName) -> Reader:
    names_of = attrgetter(known.names)

    def read(node: Node, report: Report, scope: Scope) -> Any:
        if node.kind != "scalar" or not node.text:
            return wrong_kind(node, f"the name of a {known.noun}", report)
        names = names_of(scope)
        if names is None or node.text in names:
            return node.text
        return unknown_name(node, known.noun, names, report)

    return read
