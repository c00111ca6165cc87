"""Recovers from an interrupted run: settles the open intent of a ledger by looking at the server, never by sending again blindly."""

from __future__ import annotations

from gamemodel.apply.catch_up import catch_up
from gamemodel.apply.outcome import find_outcome
from gamemodel.apply.session import LockedTarget
from gamemodel.apply.steps import record_effects, send
from gamemodel.engine import Outcome
from gamemodel.errors import OutcomeUnknown
from gamemodel.history import History
from gamemodel.ledger import Entry
from gamemodel.plan import PlannedStep, down_steps, up_steps
from gamemodel.step import Backfill
from gamemodel.topology import Target


def recover(locked: LockedTarget) -> int:
    """Settle the open intent, if there is one. Returns how many steps were found done: 0 or 1.

    Raises OutcomeUnknown if the server has neither the state before the step nor the state after it.
    """
    row = locked.writer.ledger.open_intent
    if row is None:
        return 0
    planned = _step_of_intent(locked, row)
    bindings = locked.bindings.adding(dict(row.drawn))
    if isinstance(planned.step, Backfill):
        send(locked, planned, bindings, locked.writer.ledger.cursor)
        outcome = Outcome.DONE
    else:
        outcome = find_outcome(locked, planned, bindings)
    if outcome is Outcome.NEITHER:
        raise _unknown_outcome(locked.session.target, row, planned)
    if outcome is Outcome.DONE:
        locked.writer.record(planned, "done", drawn=row.drawn, note="found done on the server")
        record_effects(locked, planned)
    else:
        locked.writer.record(planned, "failed", note="found not done on the server")
    message = f"step {row.position} of {row.revision} was open: found {outcome.value}"
    locked.session.report("settled", planned, message=message)
    return int(outcome is Outcome.DONE)


def find_step(history: History, target: Target, row: Entry) -> PlannedStep | None:
    """The step of the history that a ledger row is about; None for rows of placements and restores."""
    for revision, migration in history.migrations(target.store.name):
        if revision.id == row.revision and row.kind == "migration":
            steps = up_steps(revision, migration) if row.direction == "up" else down_steps(revision, migration)
            return next((step for step in steps if step.position == row.position), None)
    return None


def _step_of_intent(locked: LockedTarget, row: Entry) -> PlannedStep:
    session = locked.session
    found = find_step(session.history, session.target, row)
    if found is not None:
        return found
    for step in catch_up(session, locked.writer.ledger):
        if step.digest == row.digest:
            return step
    raise OutcomeUnknown(
        f"step {row.position} of {row.revision} was begun at {row.at} by {row.by} and is not in the history",
        f"look at the server, then: gamemodel resolve {session.target.store.name} --done | --not-done",
    )


def _unknown_outcome(target: Target, row: Entry, planned: PlannedStep) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"step {row.position} of {row.steps} of revision {row.revision} was begun at {row.at} by {row.by}, and the server shows neither"
        f" the state before it nor the state after it ({planned.words})",
        f"look at {planned.step.subject} on the server, bring it to one of both, then: gamemodel resolve {target.store.name} --done | --not-done",
    )
