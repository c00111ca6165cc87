"""Waivers: findings that the model accepts with a reason are dropped, and a waiver that waives nothing is a finding."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from gamemodel.checks.context import finding
from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.model import Waiver
from gamemodel.source import codes


def covers(waiver: Waiver, found: Diagnostic) -> bool:
    """Whether `found` lies within the mapping that carries the waiver, and has its code."""
    return waiver.code == found.code and found.span is not None and _within(found.span, waiver.span)


def waive(found: Iterable[Diagnostic], waivers: tuple[Waiver, ...]) -> tuple[Diagnostic, ...]:
    """The findings that no waiver accepts; used for what a review of a difference finds, too."""
    by_code: dict[str, list[Waiver]] = {}
    for each in waivers:
        by_code.setdefault(each.code, []).append(each)
    return tuple(each for each in found if not any(covers(waiver, each) for waiver in by_code.get(each.code, ())))


def unused(
    found: Iterable[Diagnostic], waivers: tuple[Waiver, ...], known: Callable[[], Collection[str]]
) -> tuple[Diagnostic, ...]:
    """Waivers that accept none of `found`, and waivers of codes that do not exist (`known` gives those that do, if asked).

    GM2xx are judged only while a change is reviewed, so that a waiver of one may have nothing to waive just now.
    """
    all_found = tuple(found)
    answer = []
    for each in waivers:
        if any(covers(each, one) for one in all_found):
            continue
        if each.code not in known():
            answer.append(
                finding(
                    codes.BAD_WAIVER,
                    f"no finding has the code {each.code}",
                    each.span,
                    "gamemodel rules lists the codes",
                )
            )
        elif not each.code.startswith("GM2"):
            answer.append(
                finding(
                    codes.UNUSED_WAIVER, f"nothing here is a {each.code}", each.span, f"remove {each.code} from allow:"
                )
            )
    return tuple(answer)


def _within(inner: Span, outer: Span) -> bool:
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return inner.file == outer.file and start <= (inner.line, inner.column) <= end
