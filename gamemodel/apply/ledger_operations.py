"""Changes to a ledger that a person orders: resolve an open step, stamp revisions, adopt a ledger after a restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from gamemodel.apply.ledger_entries import LedgerWriter, holder
from gamemodel.apply.recovery import find_step
from gamemodel.engine import Pace, Server
from gamemodel.errors import RefusedError, UsageError
from gamemodel.ledger import Entry, Head, Ledger
from gamemodel.ledger_proof import prove_head, prove_ledger
from gamemodel.project import Project
from gamemodel.topology import Target
from gamemodel.verify import find_drift


@contextmanager
def _locked(project: Project, target: Target, *, adopt: bool = False) -> Iterator[tuple[str, LedgerWriter]]:
    """The identity of the cluster and the ledger of the locked target. Raises WrongServer, LockHeld."""
    with project.connect(target) as server:
        cluster, ledger = server.cluster(), server.ledger()
        prove_head(ledger, project.name, target, ledger.cluster if adopt else cluster)
        server.ensure_ledger(Head(project.name, target.store.name, target.environment, cluster))
        with server.lock(holder()):
            yield cluster, LedgerWriter(server, server.ledger())


def resolve(project: Project, target: Target, answer: Literal["done", "not-done"]) -> Entry:
    """Record the outcome of the open step as a person found it. Returns the intent. Raises UsageError if no step is open."""
    with _locked(project, target) as (_, writer):
        intent = writer.ledger.open_intent
        if intent is None:
            raise UsageError(f"{target}: no step is open", "gamemodel status shows where each target stands")
        step = find_step(project.history, target, intent)
        writer.append(
            replace(
                intent,
                state="done" if answer == "done" else "failed",
                digest=step.digest if step else intent.digest,
                rendered="",
                note=f"resolved by hand: {answer}",
            )
        )
        return intent


@dataclass(frozen=True, slots=True)
class Stamped:
    """What `stamp` recorded: numbers of revisions, and the cluster whose ledger was adopted (empty: none)."""

    numbers: tuple[int, ...]
    adopted_from: str = ""


def stamp(project: Project, target: Target, to: int, *, force: bool = False, adopt: bool = False) -> Stamped:
    """Record revisions up to `to` as applied and those above it as not applied, without running anything.

    With `adopt`, the ledger may be another cluster's and belongs to this one afterwards. Raises RefusedError if a step is open,
    or if the live schema is not that of revision `to`, unless `force`.
    """
    with _locked(project, target, adopt=adopt) as (cluster, writer):
        prove_ledger(project.history, target, writer.ledger)
        _prove_no_step_open(target, writer.ledger)
        if not force:
            prove_schema(project, target, writer.server, to)
        former = writer.ledger.cluster
        if former != cluster:
            writer.append(Entry(0, "adopt", "", 0, note=cluster))
        rows = stamp_rows(project, target, writer.ledger, to)
        for row in rows:
            writer.append(row)
        return Stamped(tuple(row.number for row in rows), former if former != cluster else "")


def _prove_no_step_open(target: Target, ledger: Ledger) -> None:
    intent = ledger.open_intent
    if intent is not None:
        raise RefusedError(
            f"{target}: step {intent.position} of revision {intent.revision} is open",
            f"settle it first: gamemodel migrate {target.store.name}, or gamemodel resolve {target.store.name}",
        )


def stamp_rows(project: Project, target: Target, ledger: Ledger, to: int) -> tuple[Entry, ...]:
    """The rows that bring the ledger to revision `to`."""
    effect = ledger.in_effect()
    rows = []
    for revision, migration in project.history.migrations(target.store.name):
        count, has = len(migration.up), len(effect.get(revision.id, {}))
        if revision.number <= to and has < count:
            rows.append(Entry(0, "stamp", revision.id, revision.number, 0, count, "up"))
        elif revision.number > to and has:
            rows.append(Entry(0, "stamp", revision.id, revision.number, 0, count, "down"))
    return tuple(rows)


def prove_schema(project: Project, target: Target, server: Server[Any], to: int) -> None:
    """Raises RefusedError if the live schema is not that of revision `to`."""
    drift, _ = find_drift(project.engine(target.store), target, server, project.fold(target.store, to), Pace())
    if drift:
        more = f" and {len(drift) - 1} more" if len(drift) > 1 else ""
        raise RefusedError(
            f"{target}: the server is not at revision {to}: {drift[0].words}{more}",
            "bring it there, or record it anyway with --force",
        )
