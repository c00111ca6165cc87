"""Applies to one target over one open connection: plan, preconditions, lock, recovery, steps."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gamemodel.apply.catch_up import catch_up
from gamemodel.apply.external_revision import external_rows
from gamemodel.apply.ledger_entries import LedgerWriter, holder, with_rows
from gamemodel.apply.options import Result, Status
from gamemodel.apply.preconditions import assess, prove_preconditions
from gamemodel.apply.recovery import recover
from gamemodel.apply.session import LockedTarget, TargetSession
from gamemodel.apply.steps import record_undone, run_step, undone_rows
from gamemodel.engine import Lease
from gamemodel.errors import GamemodelError, RefusedError, Unreachable
from gamemodel.ledger import Entry, Head, Ledger
from gamemodel.ledger_proof import prove_head
from gamemodel.plan import PlannedStep, TargetPlan, current_revision, plan_down, plan_up


def run_target(session: TargetSession) -> Result:
    """Plan and apply; with `dry_run`, or with nothing to do, only plan. Raises what stops it before the target is locked."""
    target, options, server = session.target, session.options, session.server
    cluster = server.cluster()
    stored, external = _read_ledger(session, cluster)
    ledger = with_rows(stored, external)
    plan = _plan(session, ledger)
    if plan.held and options.action == "up" and not options.release and not options.dry_run:
        return _held(plan)
    if options.dry_run or not (_something_to_do(session, plan, ledger) or external):
        return _only_planned(session, plan, ledger)
    findings = prove_preconditions(options, plan, server).findings
    server.ensure_ledger(Head(session.run.project.name, target.store.name, target.environment, cluster))
    with server.lock(holder()) as lease:
        stored, external = _read_ledger(session, cluster)
        writer = LedgerWriter(server, stored)
        result = _apply(session, plan, writer, external, lease)
    return replace(result, findings=findings, sequence=writer.ledger.sequence)


def _read_ledger(session: TargetSession, cluster: str) -> tuple[Ledger, tuple[Entry, ...]]:
    """The ledger, and the rows it lacks because another runner applied the same files. Raises WrongServer, RefusedError."""
    project, target = session.run.project, session.target
    ledger = session.server.ledger()
    prove_head(ledger, project.name, target, cluster)
    return ledger, external_rows(project, target, session.server, ledger)


def _plan(session: TargetSession, ledger: Ledger) -> TargetPlan:
    options = session.options
    if options.action == "down":
        return plan_down(session.history, session.target, ledger, options.to or 0)
    plan = plan_up(session.history, session.target, ledger, options.to)
    return replace(plan, steps=(*catch_up(session, ledger), *plan.steps))


def _something_to_do(session: TargetSession, plan: TargetPlan, ledger: Ledger) -> bool:
    release = session.options.release and plan.held
    return bool(plan.steps or plan.intent or release or undone_rows(session, ledger))


def _held(plan: TargetPlan) -> Result:
    assert plan.held is not None  # noqa: S101
    error = RefusedError(
        f"held by a rollback to revision {plan.held.number} ({plan.held.by}, {plan.held.at})",
        f"gamemodel rollback {plan.target.store.name} --release, when migrate may apply again",
    )
    left = len(plan.steps)
    return Result(plan.target, "held", plan.at, plan.at, left=left, error=error, resume=error.help, plan=plan)


def _only_planned(session: TargetSession, plan: TargetPlan, ledger: Ledger) -> Result:
    return Result(
        plan.target,
        "planned" if session.options.dry_run and plan.steps else "nothing",
        plan.at,
        plan.at,
        left=len(plan.steps),
        skipped=plan.skipped,
        findings=assess(plan, session.server).findings if plan.steps else (),
        plan=plan,
        sequence=ledger.sequence,
    )


@dataclass(slots=True)
class _Progress:
    """How far a run has come: its plan, steps recovered and steps done, and the step under way."""

    plan: TargetPlan
    recovered: int = 0
    done: int = 0
    step: PlannedStep | None = None


def _apply(
    session: TargetSession, plan: TargetPlan, writer: LedgerWriter, external: tuple[Entry, ...], lease: Lease
) -> Result:
    """Everything that happens under the lock, with a failure as a result."""
    progress, error = _Progress(plan), None
    try:
        for row in external:
            writer.append(row)
        bindings = session.engine.bindings(session.run.project.fold(session.target.store), session.target)
        finished = _recover_and_run(LockedTarget(session, writer, lease, bindings), progress)
        status: Status = "applied" if finished else "stopped"
    except GamemodelError as caught:
        error = caught
        status = "unreachable" if isinstance(error, Unreachable) else "failed"
    return Result(
        session.target,
        status,
        before=plan.at,
        after=current_revision(session.history, session.target.store.name, writer.ledger),
        done=progress.recovered + progress.done,
        left=len(progress.plan.steps) - progress.done,
        error=error,
        resume="" if status == "applied" else session.run.resume_command(session.target),
        skipped=writer.ledger.skipped,
        plan=progress.plan,
        at_step=progress.step if error else None,
    )


def _recover_and_run(locked: LockedTarget, progress: _Progress) -> bool:
    """Settle what was interrupted, plan again, then run every step; False if the run was stopped between two steps."""
    session = locked.session
    progress.recovered = recover(locked)
    record_undone(locked)
    progress.plan = plan = _plan(session, locked.writer.ledger)
    capabilities = prove_preconditions(session.options, plan, session.server).capabilities
    _hold_or_release(locked, plan)
    for step, capability in zip(plan.steps, capabilities, strict=True):
        if session.run.stop.is_set():
            return False
        progress.step = step
        run_step(locked, step, capability)
        progress.done += 1
    return True


def _hold_or_release(locked: LockedTarget, plan: TargetPlan) -> None:
    """A rollback holds the target until it is released."""
    options, writer = locked.session.options, locked.writer
    if options.action == "down" and plan.steps and not writer.ledger.hold:
        writer.append(Entry(0, "hold", "", options.to or 0))
    elif options.release and writer.ledger.hold:
        writer.append(Entry(0, "release", "", 0))
