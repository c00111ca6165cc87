"""Waivers (`allow:`): findings that the model accepts with a reason are left out, and a waiver without a finding is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from gamemodel.diagnostics import Diagnostic, Severity, Span
from gamemodel.model import Waiver
from gamemodel.source.codes import BAD_WAIVER, UNUSED_WAIVER


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """Ids of codes by what a waiver can do about them."""

    every: frozenset[str]
    of_changes: frozenset[str]
    """Found by the rules, only while a change is pending."""
    refused: frozenset[str]
    """Found by a diff or in the history. They stop a change, and no waiver lifts them."""


def waive(found: Iterable[Diagnostic], waivers: tuple[Waiver, ...]) -> tuple[Diagnostic, ...]:
    """The findings that no waiver accepts."""
    by_code: dict[str, list[Waiver]] = {}
    for each in waivers:
        by_code.setdefault(each.code, []).append(each)
    return tuple(each for each in found if not any(_covers(waiver, each) for waiver in by_code.get(each.code, ())))


def unused(
    found: Iterable[Diagnostic], waivers: tuple[Waiver, ...], known: Callable[[], KnownCodes]
) -> tuple[Diagnostic, ...]:
    """The waivers that accept none of `found`. Those of findings about changes are left to `unused_of_changes`."""
    return tuple(problem for each in _idle(found, waivers) for problem in _problem(each, known()))


def _problem(waiver: Waiver, known: KnownCodes) -> tuple[Diagnostic, ...]:
    code, remove = waiver.code, f"remove {waiver.code} from allow:"
    if code not in known.every:
        return (BAD_WAIVER.at(waiver.place, f"no finding has the code {code}", "gamemodel rules lists the codes"),)
    if code in known.of_changes:
        return ()
    if code in known.refused:
        message = f"{code} stops a change and cannot be waived"
        return (UNUSED_WAIVER.at(waiver.place, message, f"{remove}; gamemodel explain {code} shows the fix"),)
    return (UNUSED_WAIVER.at(waiver.place, f"nothing here is a {code}", remove),)


def unused_of_changes(
    reviewed: Iterable[Diagnostic], waivers: tuple[Waiver, ...], known: Callable[[], KnownCodes]
) -> tuple[Diagnostic, ...]:
    """Notes on the waivers of findings about changes that accept none of `reviewed`, which the rules found before any waiver."""
    return tuple(
        replace(
            UNUSED_WAIVER.at(
                each.place, f"no pending change has the finding {each.code}", f"remove {each.code} from allow:"
            ),
            severity=Severity.NOTE,
        )
        for each in _idle(reviewed, waivers)
        if each.code in known().of_changes
    )


def _idle(found: Iterable[Diagnostic], waivers: tuple[Waiver, ...]) -> tuple[Waiver, ...]:
    every = tuple(found)
    return tuple(each for each in waivers if not any(_covers(each, one) for one in every))


def _covers(waiver: Waiver, found: Diagnostic) -> bool:
    """Whether the finding has the waiver's code and lies within the mapping that carries the waiver."""
    return waiver.code == found.code and found.span is not None and _within(found.span, waiver.span)


def _within(inner: Span, outer: Span) -> bool:
    start, end = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return inner.file == outer.file and start <= (inner.line, inner.column) <= end
