"""Runs one step on a locked target and records it: the intent before it is sent, its completion after."""

from __future__ import annotations

import time
from dataclasses import replace

from gamemodel.apply.options import ApplyOptions
from gamemodel.apply.outcome import LEASE_MARGIN_S, change_of, find_outcome
from gamemodel.apply.session import LockedTarget, TargetSession
from gamemodel.change import HandWritten
from gamemodel.engine import Outcome
from gamemodel.errors import RefusedError, ServerRefused
from gamemodel.ledger import RESTORED, Entry, Ledger
from gamemodel.plan import PlannedStep, rollback_rows
from gamemodel.step import Backfill, Bindings, Capability, Statement, Step, Wait


def run_step(locked: LockedTarget, planned: PlannedStep, capability: Capability) -> None:
    """Send one step, or skip it if the server cannot have it, and record that. Raises what the server raises."""
    locked.lease.ensure(LEASE_MARGIN_S)
    begun, session = time.monotonic(), locked.session
    session.report("step", planned)
    if capability.kind == "skip":
        _send_instead(locked, capability)
        locked.writer.record(planned, "skipped", note=capability.reason)
        session.report("skipped", planned, time.monotonic() - begun, capability.reason)
    else:
        _send_recorded(locked, planned)
        session.report("done", planned, time.monotonic() - begun)
    record_effects(locked, planned)


def _send_instead(locked: LockedTarget, capability: Capability) -> None:
    """Send the step that keeps the rest of the migration valid without the skipped one, if there is such a step."""
    if capability.instead is not None:
        for _ in locked.session.server.run(capability.instead, locked.bindings, None):
            locked.lease.ensure(0)


def _send_recorded(locked: LockedTarget, planned: PlannedStep) -> None:
    """Record the intent, send the step and record its completion."""
    generated = locked.session.server.generate_ids(planned.step)
    bindings, drawn = locked.bindings.adding(generated), tuple(sorted(generated.items()))
    locked.writer.record(planned, "intent", rendered=_rendered(planned.step, bindings), drawn=drawn)
    send(locked, planned, bindings)
    locked.writer.record(planned, "done", drawn=drawn)


def send(locked: LockedTarget, planned: PlannedStep, bindings: Bindings, cursor: str | None = None) -> None:
    """Send a step whose intent is recorded. If the server refuses, `failed` is recorded only once it is known not to be done."""
    session, writer = locked.session, locked.writer
    try:
        for progress in session.server.run(planned.step, bindings, cursor):
            locked.lease.ensure(0)
            if progress.cursor is not None and isinstance(planned.step, Backfill):
                writer.record(planned, "progress", note=progress.cursor)
            session.report("progress", planned, progress=progress)
    except RefusedError as error:
        writer.record(planned, "failed", note=error.message[:1000])
        raise
    except ServerRefused as error:
        outcome = find_outcome(locked, planned, bindings)
        # Nothing can tell what a hand-written statement did: the refusal is all that is known.
        if outcome is Outcome.NOT_DONE or isinstance(change_of(session, planned), HandWritten):
            writer.record(planned, "failed", note=error.words[:1000])
        if outcome is not Outcome.DONE:
            raise


def record_effects(locked: LockedTarget, planned: PlannedStep) -> None:
    """Write the rows that follow from a finished step: skipped steps that it replaces, changes that it finishes undoing."""
    for sequence in planned.heals:
        row = next(r for r in locked.writer.ledger.entries if r.sequence == sequence)
        locked.writer.append(replace(row, state="done", note=RESTORED, digest=planned.digest))
    record_undone(locked)


def record_undone(locked: LockedTarget) -> None:
    """Write the rows that take undone changes, and undone revisions, out of effect."""
    for row in undone_rows(locked.session, locked.writer.ledger):
        locked.writer.append(row)


def undone_rows(session: TargetSession, ledger: Ledger) -> tuple[Entry, ...]:
    """The rows that a rollback has not written yet; none for `migrate`."""
    options: ApplyOptions = session.options
    if options.action == "up":
        return ()
    return rollback_rows(session.history, session.target, ledger, options.to or 0)


def _rendered(step: Step, bindings: Bindings) -> str:
    """What is sent for a step, with every placeholder filled."""
    if isinstance(step, Statement):
        return bindings.fill(step.text, (*step.placeholders, *step.draws))
    return step.until if isinstance(step, Wait) else step.text
