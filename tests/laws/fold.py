"""Differences and their folds, for the laws of every engine."""

from __future__ import annotations

from typing import Any

from gamemodel.change import Difference, Hints
from gamemodel.migration import Migration, MigrationChange
from tests.laws.cases import Case


def difference(case: Case, old: Any, new: Any) -> Difference[Any]:
    found: Difference[Any] = case.engine.diff(old, new, case.hints(old, new))
    assert [f"{refusal.code} {refusal.message}" for refusal in found.refusals] == []
    return found


def fold(schema: Any, difference: Difference[Any]) -> list[Any]:
    """The schema before and after every change."""
    states = [schema]
    for change in difference.changes:
        states.append(change.apply_to(states[-1]))
    return states


def prove_same(case: Case, live: Any, expected: Any) -> None:
    """Both schemas are equal; if not, the difference is shown in words first."""
    found = case.engine.diff(live, expected, Hints())
    assert [change.describe() for change in found.changes] == []
    assert [refusal.describe for refusal in found.refusals] == []
    assert live == expected


def migration(case: Case, old: Any, new: Any) -> Migration:
    """The changes with their steps up and down."""
    found = difference(case, old, new)
    changes = []
    for change, before in zip(found.changes, fold(old, found), strict=False):
        inverse = change.inverse(before)
        down = None if inverse is None else inverse.steps(change.apply_to(before))
        changes.append(MigrationChange(change, change.steps(before), down))
    return Migration(case.name, tuple(changes))
