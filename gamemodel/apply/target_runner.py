"""Applying to one target over one open connection: permission, lock, steps, completion. Words and rows are left to records.py."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from gamemodel.apply.catch_up import catch_up
from gamemodel.apply.ledger_entries import append, find_step, holder, rendered, resume_command
from gamemodel.apply.ledger_operations import external_rows
from gamemodel.apply.options import NO_PROGRESS, Event, Kind, Result, Run, Status
from gamemodel.apply.preconditions import judged, prove_preconditions
from gamemodel.apply.recovery import change_of, settle, unknown_outcome
from gamemodel.change import HandWritten
from gamemodel.engine import Engine, Lease, Outcome, Server
from gamemodel.errors import GamemodelError, OutcomeUnknown, RefusedError, ServerRefused, Unreachable
from gamemodel.ledger import Entry, Head, Ledger, State
from gamemodel.plan import (
    RESTORED,
    PlannedStep,
    TargetPlan,
    after,
    plan_down,
    plan_up,
    position_of,
    prove_head,
    rollback_rows,
)
from gamemodel.step import Backfill, Bindings, Progress
from gamemodel.topology import Target

LEASE_MARGIN_S = 30.0
"""A statement is sent only while the lease outlasts it by this many seconds."""
REPLICA_PATIENCE_S = 60.0


class TargetRunner:
    """One run over one target."""

    def __init__(self, run: Run, target: Target, engine: Engine[Any], server: Server[Any]) -> None:
        self.run, self.target, self.engine, self.server = run, target, engine, server
        self.history = run.project.history
        self.ledger = Ledger()
        self.bindings = Bindings()
        self.done = 0
        self.taken_in: tuple[Entry, ...] = ()
        self.current: PlannedStep | None = None

    def go(self) -> Result:
        """Plan, and unless it is a dry run or there is nothing to do, apply."""
        options, cluster = self.run.options, self.server.cluster()
        self._read_ledger(cluster)
        plan = self._plan()
        if plan.held and options.action == "up" and not options.release and not options.dry_run:
            return self._held(plan)
        owed = plan.steps or plan.intent or self.taken_in or self._owed() or (plan.held and options.release)
        if options.dry_run or not owed:
            status: Status = "planned" if options.dry_run and plan.steps else "nothing"
            findings = judged(plan, self.server) if plan.steps else ()
            result = Result(self.target, status, plan.at, plan.at, 0, len(plan.steps), skipped=plan.skipped, plan=plan)
            return replace(result, findings=findings, sequence=self.ledger.sequence)
        findings = prove_preconditions(options, plan, self.server)
        self.server.ensure_ledger(Head(self.run.project.name, self.target.store.name, self.target.environment, cluster))
        with self.server.lock(holder()) as lease:
            self._read_ledger(cluster)
            return replace(self._locked(plan, lease), findings=findings, sequence=self.ledger.sequence)

    def _locked(self, plan: TargetPlan, lease: Lease) -> Result:
        before, settled = plan.at, self.done
        try:
            self._take_in()
            self.bindings = self.engine.bindings(self.run.project.fold(self.target.store), self.target)
            self._settle_intent(lease)
            settled = self.done
            self._sum_up()
            plan = self._plan()
            prove_preconditions(self.run.options, plan, self.server)
            self._open_order(plan)
            finished = self._steps(plan, lease)
        except GamemodelError as error:
            status: Status = "unreachable" if isinstance(error, Unreachable) else "failed"
            left = len(plan.steps) - (self.done - settled)
            result = Result(
                self.target, status, before, self._at(), self.done, left, error=error, plan=plan, at_step=self.current
            )
        else:
            left = len(plan.steps) - (self.done - settled)
            result = Result(
                self.target, "applied" if finished else "stopped", before, self._at(), self.done, left, plan=plan
            )
        resume = "" if result.status == "applied" else resume_command(self.run, self.target)
        return replace(result, resume=resume, skipped=self.ledger.skipped)

    def follow(self, expected: int | None) -> Result:
        """A replica is a witness: it is waited for until it has its writer's ledger up to row `expected`, and never written."""
        if expected is None:
            writer = next(t for t in self.run.project.targets(self.run.environment, self.target.store) if not t.replica)
            with self.run.project.connect(writer) as server:
                expected = server.ledger().sequence
        deadline = time.monotonic() + (0 if self.run.options.dry_run else REPLICA_PATIENCE_S)
        while (ledger := self.server.ledger()).sequence < expected and time.monotonic() < deadline:
            time.sleep(0.05)
        prove_head(ledger.head, self.run.project.name, self.target, "")
        at, behind = position_of(self.history, self.target.store.name, ledger), expected - ledger.sequence
        if behind > 0 and not self.run.options.dry_run:
            error = GamemodelError(
                f"the replica lags {behind} ledger rows behind its writer",
                "look at the replication, then: gamemodel verify",
            )
            return Result(self.target, "failed", at, at, left=behind, error=error)
        return Result(self.target, "follows", at, at)

    def _read_ledger(self, cluster: str) -> None:
        self.ledger = self.server.ledger()
        prove_head(self.ledger.head, self.run.project.name, self.target, cluster)
        self.taken_in = external_rows(self.run.project, self.target, self.server, self.ledger)
        for row in self.taken_in:
            self.ledger = replace(
                self.ledger, entries=(*self.ledger.entries, replace(row, sequence=self.ledger.sequence + 1))
            )

    def _plan(self) -> TargetPlan:
        """What is to be done now, by the ledger as last read."""
        if self.run.options.action == "down":
            return plan_down(self.history, self.target, self.ledger, self.run.options.to or 0)
        plan = plan_up(self.history, self.target, self.ledger, self.run.options.to)
        more = catch_up(self.history, self.engine, self.server, plan, self._expected())
        return replace(plan, steps=(*more, *plan.steps)) if more else plan

    def _expected(self) -> Any:
        return after(self.history, self.target.store.name, self.engine.empty(), self.ledger)

    def _at(self) -> int:
        return position_of(self.history, self.target.store.name, self.ledger)

    def _held(self, plan: TargetPlan) -> Result:
        assert plan.held is not None  # noqa: S101
        error = RefusedError(
            f"held by a rollback to revision {plan.held.number} ({plan.held.by}, {plan.held.at})",
            f"gamemodel rollback {self.target.store.name} --release, when migrate may apply again",
        )
        return Result(
            self.target, "held", plan.at, plan.at, left=len(plan.steps), error=error, resume=error.help, plan=plan
        )

    def _take_in(self) -> None:
        """Write down what another runner of the same files did; until now these rows were only supposed."""
        rows, self.ledger = (
            self.taken_in,
            replace(self.ledger, entries=self.ledger.entries[: len(self.ledger.entries) - len(self.taken_in)]),
        )
        for row in rows:
            self._append(row)

    def _open_order(self, plan: TargetPlan) -> None:
        if self.run.options.action == "down" and plan.steps and not self.ledger.hold:
            self._append(Entry(0, "hold", "", self.run.options.to or 0))
        elif self.run.options.release and self.ledger.hold:
            self._append(Entry(0, "release", "", 0))

    def _steps(self, plan: TargetPlan, lease: Lease) -> bool:
        """Run all steps; False when asked to stop between two. Raises what a step raises."""
        for step in plan.steps:
            if self.run.stop.is_set():
                return False
            self.current = step
            self._step(step, lease)
            self._close(step)
            self.done += 1
        self.current = None
        return True

    def _step(self, planned: PlannedStep, lease: Lease) -> None:
        lease.ensure(LEASE_MARGIN_S)
        begun = time.monotonic()
        self._say("step", planned)
        capability = self.server.capability(planned.step)
        if capability.kind == "skip":
            for _ in self.server.run(capability.instead, self.bindings, None) if capability.instead else ():
                lease.ensure(0)
            self._append(self._entry(planned, "skipped", note=capability.reason))
            self._say("skipped", planned, time.monotonic() - begun, capability.reason)
            return
        drawn = self.server.generate_ids(planned.step)
        bindings = self.bindings.adding(drawn)
        kept = tuple(sorted(drawn.items()))
        self._append(self._entry(planned, "intent", rendered=rendered(planned.step, bindings), drawn=kept))
        self._send(planned, bindings, lease, None)
        self._append(self._entry(planned, "done", drawn=kept))
        self._say("done", planned, time.monotonic() - begun)

    def _send(self, planned: PlannedStep, bindings: Bindings, lease: Lease, cursor: str | None) -> None:
        """Run one step to its end; a refusal is recorded as failed only when the server is seen not to have it."""
        try:
            for progress in self.server.run(planned.step, bindings, cursor):
                lease.ensure(0)
                if progress.cursor is not None and isinstance(planned.step, Backfill):
                    self._append(self._entry(planned, "progress", note=progress.cursor))
                self._say("progress", planned, progress=progress)
        except RefusedError as error:
            self._append(self._entry(planned, "failed", note=error.message[:1000]))
            raise
        except ServerRefused as error:
            outcome = settle(
                self.run.project, self.target, self.server, planned, bindings, lambda: not self.run.stop.is_set()
            )
            if outcome is Outcome.NOT_DONE or self._hand_written(planned):
                self._append(self._entry(planned, "failed", note=error.words[:1000]))
            if outcome is not Outcome.DONE:
                raise

    def _hand_written(self, planned: PlannedStep) -> bool:
        """Nothing tells what a person's statement did; that the server refused it is all there is to know."""
        return isinstance(change_of(self.history, self.target, planned), HandWritten)

    def _close(self, step: PlannedStep) -> None:
        """The rows that sum up what a step has ended: undone positions of a part, healed positions of a skip."""
        for sequence in step.heals:
            row = next(r for r in self.ledger.entries if r.sequence == sequence)
            self._append(replace(row, state="done", note=RESTORED, digest=step.digest))
        self._sum_up()

    def _owed(self) -> tuple[Entry, ...]:
        return (
            rollback_rows(self.history, self.target, self.ledger, self.run.options.to or 0)
            if self.run.options.action == "down"
            else ()
        )

    def _sum_up(self) -> None:
        """Write what a rollback owes: that changes, and whole revisions, are no longer in effect."""
        for row in self._owed():
            self._append(row)

    def _settle_intent(self, lease: Lease) -> None:
        """Close an open intent by looking at the server. Raises OutcomeUnknown where neither can be said."""
        row = self.ledger.open_intent
        if row is None:
            return

        def wait() -> bool:
            lease.ensure(LEASE_MARGIN_S)
            return not self.run.stop.is_set()

        planned = self._planned(row)
        bindings = self.bindings.adding(dict(row.drawn))
        if isinstance(planned.step, Backfill):
            self._send(planned, bindings, lease, self.ledger.cursor)
            outcome = Outcome.DONE
        else:
            outcome = settle(self.run.project, self.target, self.server, planned, bindings, wait)
        if outcome is Outcome.NEITHER:
            raise unknown_outcome(self.target, row, planned)
        if outcome is Outcome.DONE:
            self._append(self._entry(planned, "done", drawn=row.drawn, note="found done on the server"))
            self._close(planned)
            self.done += 1
        else:
            self._append(self._entry(planned, "failed", note="found not done on the server"))
        self._say("settled", planned, message=f"step {row.position} of {row.revision} was open: found {outcome.value}")

    def _planned(self, row: Entry) -> PlannedStep:
        found = find_step(self.history, self.target, row)
        if found is not None:
            return found
        plan = plan_up(self.history, self.target, self.ledger)
        for step in catch_up(self.history, self.engine, self.server, plan, self._expected()):
            if step.digest == row.digest:
                return step
        raise OutcomeUnknown(
            f"step {row.position} of {row.revision} was begun at {row.at} by {row.by} and is not in the history",
            f"look at the server, then: gamemodel resolve {self.target.store.name} --done | --not-done",
        )

    def _entry(self, planned: PlannedStep, state: State, **more: Any) -> Entry:
        return Entry(
            0,
            state,
            planned.revision,
            planned.number,
            planned.position,
            planned.steps,
            planned.direction,
            planned.digest,
            kind=planned.kind,
            **more,
        )

    def _append(self, entry: Entry) -> None:
        self.ledger = append(self.server, self.ledger, entry)

    def _say(
        self,
        kind: Kind,
        planned: PlannedStep,
        seconds: float = 0.0,
        message: str = "",
        progress: Progress = NO_PROGRESS,
    ) -> None:
        self.run.report(Event(self.target, kind, planned, progress, seconds, message))
