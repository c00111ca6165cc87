"""The problems that reading reports in many places: a wrong kind of value, an unknown key, an unknown name."""

from __future__ import annotations

import typing
from typing import Any, Final, Literal

from gamemodel.diagnostics import suggestion
from gamemodel.source import codes
from gamemodel.source.node import Node
from gamemodel.source.report import Report


class Failed:
    """Returned by a reader that has reported why there is no value."""

    def __repr__(self) -> str:
        return "FAILED"


FAILED: Final = Failed()


def describe(node: Node) -> str:
    """The node in words: `a list`, `'abc'`, `nothing`."""
    if node.kind == "mapping":
        return "a mapping"
    if node.kind == "sequence":
        return "a list"
    return "nothing" if node.is_empty else f"'{node.text}'"


def wrong_kind(node: Node, expected: str, report: Report, help: str = "") -> Failed:
    report.add(codes.WRONG_KIND, f"expected {expected}, found {describe(node)}", node.span, help)
    return FAILED


def bad_value(node: Node, expected: str, report: Report, known: tuple[str, ...] = ()) -> Failed:
    code = codes.BAD_VALUE if node.kind == "scalar" and not node.is_empty else codes.WRONG_KIND
    report.add(code, f"expected {expected}, found {describe(node)}", node.span, suggestion(node.text, known))
    return FAILED


def one_of(names: tuple[str, ...]) -> str:
    """`a, b or c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else "nothing"


def unknown_name(node: Node, noun: str, names: tuple[str, ...], report: Report) -> Any:
    """Report that there is no such `noun`, with the nearest name or a list of names."""
    help = suggestion(node.text, names)
    if not help and names:
        help = f"known: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}"
    report.add(codes.UNKNOWN_NAME, f"unknown {noun} '{node.text}'", node.span, help)
    return FAILED


def unknown_key(key: Node, known: tuple[str, ...], report: Report) -> None:
    """Report an unknown key, with the nearest known key or all of them."""
    help = suggestion(key.text, known) or (f"known keys: {', '.join(known)}" if known else "")
    report.add(codes.UNKNOWN_KEY, f"unknown key '{key.text}'", key.span, help)


def report_no_member(node: Node, alternatives: tuple[Any, ...], trials: list[Report], report: Report) -> None:
    """Report that no member of a union fits: the problems of the likely member, or what all members expect."""
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
    bad_value(node, ", or ".join(expected), report, known)
