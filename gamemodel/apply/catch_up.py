"""What is planned besides revisions: steps in place of those a server once could not have, and placements that follow from the topology."""

from __future__ import annotations

from typing import Any

from gamemodel.engine import Engine, Server
from gamemodel.history import History
from gamemodel.ledger import Entry
from gamemodel.migration import Revision
from gamemodel.plan import PlannedStep, TargetPlan
from gamemodel.step import Step


def catch_up(
    history: History, engine: Engine[Any], server: Server[Any], plan: TargetPlan, expected: Any
) -> tuple[PlannedStep, ...]:
    """Restores, then placements; `expected` is the schema that the target's ledger implies."""
    if not plan.at and not plan.skipped:
        return ()
    return (*_restores(history, engine, server, plan, expected), *_placements(history, server, plan, expected))


def _restores(
    history: History, engine: Engine[Any], server: Server[Any], plan: TargetPlan, expected: Any
) -> list[PlannedStep]:
    revisions = {r.id: (r, m) for r, m in history.migrations(plan.target.store.name)}
    by_subject: dict[str, list[Entry]] = {}
    for row in plan.skipped:
        step = revisions[row.revision][1].up[row.position - 1]
        if server.capability(step).kind == "send":
            by_subject.setdefault(step.subject, []).append(row)
    found: list[PlannedStep] = []
    for subject, rows in by_subject.items():
        steps = engine.restore(expected, subject)
        words = f"+ {subject} (was skipped: {rows[-1].note})"
        for nth, step in enumerate(steps, 1):
            heals = tuple(row.sequence for row in rows) if nth == len(steps) else ()
            found.append(_extra("restore", revisions[rows[-1].revision][0], nth, len(steps), step, words, heals))
    return found


def _placements(history: History, server: Server[Any], plan: TargetPlan, expected: Any) -> list[PlannedStep]:
    if not plan.at:
        return []
    steps = server.placement(expected)
    revision = next(r for r in history.revisions if r.number == plan.at)
    return [
        _extra(
            "placement", revision, nth, len(steps), step, f"~ {step.subject}: {step.comment or 'as the topology says'}"
        )
        for nth, step in enumerate(steps, 1)
    ]


def _extra(
    kind: Any, revision: Revision, nth: int, of: int, step: Step, words: str, heals: tuple[int, ...] = ()
) -> PlannedStep:
    return PlannedStep(kind, revision.id, revision.number, revision.title, "up", nth, of, 0, step, words, heals=heals)
