"""What became of a step that was begun and never recorded: found by looking at the server, never by sending it again blindly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from gamemodel.change import HandWritten
from gamemodel.engine import Outcome, Server
from gamemodel.errors import OutcomeUnknown, RefusedError
from gamemodel.history import History
from gamemodel.ledger import Entry
from gamemodel.plan import PlannedStep
from gamemodel.project import Project
from gamemodel.step import Backfill, Bindings, Check, Statement, Wait
from gamemodel.topology import Target

PATIENCE_S = 3600.0


def settle(
    project: Project,
    target: Target,
    server: Server[Any],
    planned: PlannedStep,
    bindings: Bindings,
    wait: Callable[[], bool],
) -> Outcome:
    """DONE, NOT_DONE or NEITHER; a step that still runs is waited for, as long as `wait` (asked twice a second) says so.

    Raises OutcomeUnknown where the step still runs and `wait` said no.
    """
    if isinstance(planned.step, Check | Wait | Backfill):
        return Outcome.NOT_DONE
    change = change_of(project.history, target, planned)
    if isinstance(change, HandWritten):
        return _by_check(change, planned, server, bindings)
    before, after = around(project, target, planned)
    deadline = time.monotonic() + PATIENCE_S
    while (outcome := server.outcome(planned.step, before, after, bindings)) is Outcome.RUNNING:
        if not wait() or time.monotonic() > deadline:
            raise OutcomeUnknown(
                f"the step still runs on the server: {planned.words}", "run the same command again later"
            )
        time.sleep(0.5)
    return outcome


def _by_check(change: HandWritten, planned: PlannedStep, server: Server[Any], bindings: Bindings) -> Outcome:
    """A hand-written statement is done when the next check of its part finds nothing."""
    steps = change.up if planned.direction == "up" else change.down
    following = steps[steps.index(planned.step) + 1 :]
    check = next((s for s in following if not isinstance(s, Statement)), None)
    if not isinstance(check, Check):
        return Outcome.NEITHER
    try:
        for _ in server.run(check, bindings, None):
            pass
    except RefusedError:
        return Outcome.NOT_DONE
    return Outcome.DONE


def change_of(history: History, target: Target, planned: PlannedStep) -> Any:
    """The change that a step of a revision belongs to; None for placements and restores."""
    if planned.kind != "migration":
        return None
    migration = next(m for r, m in history.migrations(target.store.name) if r.id == planned.revision)
    return migration.parts[planned.part].change


def around(project: Project, target: Target, planned: PlannedStep) -> tuple[Any, Any]:
    """The schema before and after the change that a step belongs to (the other way round for a step down)."""
    if planned.kind != "migration":
        folded = project.fold(target.store, planned.number)
        return folded, folded
    schema = project.fold(target.store, planned.number - 1)
    migration = next(m for r, m in project.history.migrations(target.store.name) if r.id == planned.revision)
    for part in migration.parts[: planned.part]:
        schema = part.change.apply_to(schema)
    changed = migration.parts[planned.part].change.apply_to(schema)
    return (schema, changed) if planned.direction == "up" else (changed, schema)


def unknown_outcome(target: Target, row: Entry, planned: PlannedStep) -> OutcomeUnknown:
    """What to say where a step is neither done nor not done."""
    return OutcomeUnknown(
        f"step {row.position} of {row.steps} of revision {row.revision} was begun at {row.at} by {row.by}, and the server shows neither"
        f" the state before it nor the state after it ({planned.words})",
        f"look at {planned.step.subject} on the server, bring it to one of both, then: gamemodel resolve {target.store.name} --done | --not-done",
    )
