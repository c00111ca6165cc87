"""Steps besides those of revisions: what replaces steps that the server could not have earlier, and placements."""

from __future__ import annotations

from gamemodel.apply.session import TargetSession
from gamemodel.ledger import Entry, Kind, Ledger
from gamemodel.migration import Revision
from gamemodel.plan import PlannedStep, current_revision, implied_schema
from gamemodel.step import Step


def catch_up(session: TargetSession, ledger: Ledger) -> tuple[PlannedStep, ...]:
    """Restores, then placements, for a target with this ledger."""
    store = session.target.store.name
    at = current_revision(session.history, store, ledger)
    if not at and not ledger.skipped:
        return ()
    expected = implied_schema(session.history, store, session.engine.empty(), ledger)
    return (*_restores(session, ledger, expected), *_placements(session, at, expected))


def _restores(session: TargetSession, ledger: Ledger, expected: object) -> list[PlannedStep]:
    revisions = {r.id: (r, m) for r, m in session.history.migrations(session.target.store.name)}
    by_subject: dict[str, list[Entry]] = {}
    for row in ledger.skipped:
        step = revisions[row.revision][1].up[row.position - 1]
        if session.server.capability(step).kind == "send":
            by_subject.setdefault(step.subject, []).append(row)
    found: list[PlannedStep] = []
    for subject, rows in by_subject.items():
        steps = session.engine.restore(expected, subject)
        words = f"+ {subject} (was skipped: {rows[-1].note})"
        for nth, step in enumerate(steps, 1):
            heals = tuple(row.sequence for row in rows) if nth == len(steps) else ()
            found.append(_planned("restore", revisions[rows[-1].revision][0], nth, len(steps), step, words, heals))
    return found


def _placements(session: TargetSession, at: int, expected: object) -> list[PlannedStep]:
    if not at:
        return []
    steps = session.server.placement(expected)
    revision = next(r for r in session.history.revisions if r.number == at)
    found = []
    for nth, step in enumerate(steps, 1):
        words = f"~ {step.subject}: {step.comment or 'as the topology says'}"
        found.append(_planned("placement", revision, nth, len(steps), step, words))
    return found


def _planned(
    kind: Kind, revision: Revision, nth: int, of: int, step: Step, words: str, heals: tuple[int, ...] = ()
) -> PlannedStep:
    return PlannedStep(kind, revision.id, revision.number, revision.title, "up", nth, of, 0, step, words, heals=heals)
