"""Finds out on the server what became of a step whose completion was not recorded."""

from __future__ import annotations

import time
from typing import Any, Final

from gamemodel.apply.session import LockedTarget, TargetSession
from gamemodel.change import HandWritten
from gamemodel.engine import Outcome
from gamemodel.errors import OutcomeUnknown, RefusedError
from gamemodel.migration import Migration
from gamemodel.plan import PlannedStep
from gamemodel.step import Backfill, Bindings, Check, Statement, Wait

LEASE_MARGIN_S: Final = 30.0
"""A statement is sent only if the lease lasts for at least this many seconds more."""
PATIENCE_S: Final = 3600.0
"""How long a step that still runs on the server is waited for."""
POLL_S: Final = 0.5


def find_outcome(locked: LockedTarget, planned: PlannedStep, bindings: Bindings) -> Outcome:
    """DONE, NOT_DONE or NEITHER; a step that still runs is waited for.

    Raises OutcomeUnknown if it still runs when the run is stopped or patience ends, LockHeld if the lock was lost.
    """
    session, step = locked.session, planned.step
    if isinstance(step, Check | Wait | Backfill):
        return Outcome.NOT_DONE
    change = change_of(session, planned)
    if isinstance(change, HandWritten):
        return _by_check(change, planned, session, bindings)
    before, after = _schemas_around(session, planned)
    deadline = time.monotonic() + PATIENCE_S
    while (outcome := session.server.outcome(step, before, after, bindings)) is Outcome.RUNNING:
        locked.lease.ensure(LEASE_MARGIN_S)
        if session.run.stop.wait(POLL_S) or time.monotonic() > deadline:
            raise OutcomeUnknown(
                f"the step still runs on the server: {planned.words}", "run the same command again later"
            )
    return outcome


def _by_check(change: HandWritten, planned: PlannedStep, session: TargetSession, bindings: Bindings) -> Outcome:
    """A hand-written statement is done if the check that follows it passes."""
    steps = change.up if planned.direction == "up" else change.down
    following = steps[steps.index(planned.step) + 1 :]
    check = next((step for step in following if not isinstance(step, Statement)), None)
    if not isinstance(check, Check):
        return Outcome.NEITHER
    try:
        for _ in session.server.run(check, bindings, None):
            pass
    except RefusedError:
        return Outcome.NOT_DONE
    return Outcome.DONE


def change_of(session: TargetSession, planned: PlannedStep) -> Any:
    """The change that a step of a revision belongs to; None for placements and restores."""
    return _migration(session, planned).changes[planned.change].change if planned.kind == "migration" else None


def _migration(session: TargetSession, planned: PlannedStep) -> Migration:
    return next(m for r, m in session.history.migrations(session.target.store.name) if r.id == planned.revision)


def _schemas_around(session: TargetSession, planned: PlannedStep) -> tuple[Any, Any]:
    """The schema before and after the change that a step belongs to (the other way round for a step down)."""
    project, store = session.run.project, session.target.store
    if planned.kind != "migration":
        schema = project.fold(store, planned.number)
        return schema, schema
    schema = project.fold(store, planned.number - 1)
    *earlier, current = _migration(session, planned).changes[: planned.change + 1]
    for each in earlier:
        schema = each.change.apply_to(schema)
    changed = current.change.apply_to(schema)
    return (schema, changed) if planned.direction == "up" else (changed, schema)
