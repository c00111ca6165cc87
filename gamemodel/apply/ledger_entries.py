"""Rows of a ledger as the executor writes them, and the way back from a row to its step; storing is the engines'."""

from __future__ import annotations

import getpass
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from gamemodel.apply.options import Run
from gamemodel.engine import Server
from gamemodel.errors import Unreachable
from gamemodel.history import History
from gamemodel.ledger import Entry, Head, Holder, Ledger
from gamemodel.plan import PlannedStep, TargetPlan, down_steps, prove_head, up_steps
from gamemodel.project import Project
from gamemodel.step import Bindings, Statement, Step, digest
from gamemodel.topology import Target


@cache
def person() -> str:
    """Who applies: `$GAMEMODEL_BY` (a CI job's name, say), else the user."""
    return os.environ.get("GAMEMODEL_BY") or os.environ.get("USER") or getpass.getuser()


def holder() -> Holder:
    """This process, as the holder of a lock, with a token of its own each time."""
    return Holder(person(), socket.gethostname(), os.getpid(), uuid.uuid4().hex)


def append(server: Server[Any], ledger: Ledger, entry: Entry) -> Ledger:
    """Write `entry` as the next row, signed and dated; returns the ledger with it. Raises LedgerConflict, Unreachable."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    row = replace(entry, sequence=ledger.sequence + 1, at=at, by=person())
    try:
        server.append(row)
    except Unreachable:
        # The row may have arrived although its answer did not: ask before saying that it was lost.
        if row not in server.ledger().entries:
            raise
    return replace(ledger, entries=(*ledger.entries, row))


def rendered(step: Step, bindings: Bindings) -> str:
    """What is sent for a step, with every placeholder filled."""
    if isinstance(step, Statement):
        return bindings.fill(step.text, (*step.placeholders, *step.draws))
    return step.until if hasattr(step, "until") else step.text


def find_step(history: History, target: Target, row: Entry) -> PlannedStep | None:
    """The step of the history that a ledger row is about; None for rows of placements and restores."""
    for revision, migration in history.migrations(target.store.name):
        if revision.id == row.revision and row.kind == "migration":
            steps = up_steps(revision, migration) if row.direction == "up" else down_steps(revision, migration)
            return next((s for s in steps if s.position == row.position), None)
    return None


def resume_command(run: Run, target: Target) -> str:
    """The command that goes on where this run left the target."""
    words = ["gamemodel", "migrate" if run.options.action == "up" else "rollback", target.store.name]
    if run.options.to is not None:
        words += ["--to", str(run.options.to)]
    if run.environment != "local":
        words += ["--env", run.environment]
    if target.store.scope.kind == "each-region":
        words += ["--region", target.regions[0]]
    return " ".join(words)


def target_key(target: Target) -> str:
    """How a target is named in an approved plan."""
    return f"{target.store.name} {target.label}"


def plan_digest(plan: TargetPlan) -> str:
    """Identity of what a plan would do, for approval."""
    return digest("\n".join(f"{s.revision} {s.direction} {s.position} {s.digest}" for s in plan.steps))


@contextmanager
def locked(project: Project, target: Target, *, adopt: bool = False) -> Iterator[tuple[Server[Any], Ledger]]:
    """A locked target with its ledger, for commands that write rows themselves (stamp, resolve). Raises WrongServer, LockHeld."""
    with project.connect(target) as server:
        cluster = server.cluster()
        if not adopt:
            prove_head(server.ledger().head, project.name, target, cluster)
        server.ensure_ledger(Head(project.name, target.store.name, target.environment, cluster))
        with server.lock(holder()):
            yield server, server.ledger()
