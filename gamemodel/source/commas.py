"""Values that a comma inside braces split in two: `{a: decimal(15,4)}`. They are joined again and reported."""

from __future__ import annotations

from typing import Final

from gamemodel.source import codes
from gamemodel.source.node import Node, end_mark, marks
from gamemodel.source.report import Report

SPLIT: Final = frozenset(")>")


def _open(text: str) -> int:
    return text.count("(") + text.count("<") - text.count(")") - text.count(">")


def rejoined_pairs(pairs: list[tuple[Node, Node]], report: Report) -> list[tuple[Node, Node]]:
    """YAML splits `{a: decimal(15,4)}` into `a: decimal(15` and `4)`. Join them again and report it."""
    whole: list[tuple[Node, Node]] = []
    for key, value in pairs:
        before = whole[-1][1] if whole else None
        if (
            before is not None
            and value.is_empty
            and _open(key.text) < 0
            and not before.quoted
            and _open(before.text) > 0
        ):
            whole[-1] = (whole[-1][0], _joined(before, key, f"{whole[-1][0].text}: ", report))
        else:
            whole.append((key, value))
    return whole


def rejoined_items(items: list[Node], report: Report) -> list[Node]:
    whole: list[Node] = []
    for item in items:
        before = whole[-1] if whole else None
        if before is not None and not item.quoted and not before.quoted and _open(item.text) < 0 < _open(before.text):
            whole[-1] = _joined(before, item, "", report)
        else:
            whole.append(item)
    return whole


def _joined(before: Node, after: Node, key: str, report: Report) -> Node:
    text = f"{before.text},{after.text}"
    node = Node("scalar", (marks(before)[0], marks(before)[1], end_mark(after)), text)
    report.add(codes.COMMA, f"the comma splits '{text}' in two", node.span, f'quote it: {key}"{text}"')
    return node
