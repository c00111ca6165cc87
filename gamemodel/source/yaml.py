"""YAML text -> nodes with places, using PyYAML's C parser and no implicit typing."""

from __future__ import annotations

from functools import cache
from typing import Any

from gamemodel.diagnostics import Span
from gamemodel.source import codes
from gamemodel.source.commas import SPLIT, rejoined_items, rejoined_pairs
from gamemodel.source.node import Node, end_mark, marks
from gamemodel.source.report import Report
from gamemodel.source.yaml_errors import is_plain, report_syntax, report_unreadable, span_of


def read_yaml(text: str, file: str, report: Report) -> Node | None:
    """The one document of `text` as a node. None if there is none; the reasons are in `report`."""
    from yaml.error import MarkedYAMLError, YAMLError

    text = text.removeprefix("\ufeff")
    if not is_plain(text, file, report):
        return None
    try:
        root = _composer()(text).get_single_node()
    except MarkedYAMLError as error:
        report_syntax(error, text, file, report)
        return None
    except (YAMLError, UnicodeError):
        report_unreadable(text, file, report)
        return None
    if root is None:
        report.add(codes.EMPTY_FILE, "this file is empty", Span(file, 1, 1), "write its keys, or remove the file")
        return None
    return _convert(root, file, report)


@cache
def _composer() -> type[Any]:
    """PyYAML's C parser and composer without implicit types. Raises ImportError without libyaml."""
    from yaml._yaml import CParser

    class Composer(CParser):
        # Called three times for each node, with arguments that do not matter; "".format takes any and gives "", in C.
        resolve = descend_resolver = ascend_resolver = "".format

    return Composer


def _convert(root: Any, file: str, report: Report) -> Node:
    from yaml.nodes import MappingNode, ScalarNode

    new = tuple.__new__  # a NamedTuple's own __new__ is a Python function; this runs a quarter of a million times
    waiving: dict[int, Node] = {}

    def convert(node: Any) -> Node:
        if node.tag:
            help = "leave it out; quote a value that begins with !"
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            report.add(codes.ANCHOR, f"the tag {tag} is not supported", span_of(file, node), help)
        cls = node.__class__
        if cls is ScalarNode:
            return new(Node, ("scalar", (file, node.start_mark, node.end_mark), node.value, (), (), bool(node.style)))
        if cls is MappingNode:
            return mapping(node)
        items = [convert(each) for each in node.value]
        if node.flow_style:
            items = rejoined_items(items, report)
        end = end_mark(items[-1]) if items and not node.flow_style else node.end_mark
        return Node("sequence", (file, node.start_mark, end), "", tuple(items))

    def mapping(node: Any) -> Node:
        pairs = [(convert(key), convert(value)) for key, value in node.value]
        names = {key.text for key, _ in pairs}
        if len(names) != len(pairs) or "" in names:
            pairs = _single(pairs, report)
        if node.flow_style and not SPLIT.isdisjoint("".join(names)):
            pairs = rejoined_pairs(pairs, report)
        if "<<" in names:
            merged = next(key for key, _ in pairs if key.text == "<<")
            report.add(codes.ANCHOR, "the merge key << is not supported", merged.span, "write the keys out")
            pairs = [pair for pair in pairs if pair[0].text != "<<"]
        end = end_mark(pairs[-1][1]) if pairs and not node.flow_style else node.end_mark
        made = Node("mapping", (file, node.start_mark, end), "", (), tuple(pairs))
        if waiving:
            made = made._replace(pairs=tuple((key, _from_key(key, value, waiving)) for key, value in pairs))
        if "allow" in names:
            waiving[id(made)] = made
        return made

    return convert(root)


def _from_key(key: Node, value: Node, waiving: dict[int, Node]) -> Node:
    """A mapping with `allow:` begins at its own key, so that findings at the key are waived too."""
    if waiving.pop(id(value), None) is not None:
        return value._replace(place=(marks(key)[0], marks(key)[1], end_mark(value)))
    return value


def _single(pairs: list[tuple[Node, Node]], report: Report) -> list[tuple[Node, Node]]:
    """The first pair of each key. Repeated keys and keys that are not texts are reported."""
    first: dict[str, tuple[Node, Node]] = {}
    for key, value in pairs:
        if key.kind != "scalar":
            report.add(
                codes.WRONG_KIND,
                "a key must be a text, found a list or mapping",
                key.span,
                "quote a key that begins with [ or {",
            )
        elif key.text in first:
            line = first[key.text][0].span.line
            report.add(
                codes.DUPLICATE,
                f"'{key.text}' is written twice",
                key.span,
                f"remove one of the two; the first is in line {line}",
            )
        else:
            first[key.text] = (key, value)
    return list(first.values())
