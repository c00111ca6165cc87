"""Rows that a person orders: settling a step by hand, recording revisions without running them, taking over a ledger."""

from __future__ import annotations

from typing import Any, Literal

from gamemodel.apply.ledger_entries import append, find_step, locked
from gamemodel.engine import Pace, Server
from gamemodel.errors import RefusedError, UsageError
from gamemodel.ledger import Entry, Ledger
from gamemodel.plan import position_of, prove_ledger, up_steps
from gamemodel.project import Project
from gamemodel.topology import Target


def resolve(project: Project, target: Target, answer: Literal["done", "not-done"]) -> Entry:
    """Settle the open step as a person saw it on the server. Returns the intent. Raises UsageError where nothing is open."""
    with locked(project, target) as (server, ledger):
        row = ledger.open_intent
        if row is None:
            raise UsageError(
                f"{target.store.name} {target.label}: no step is open",
                "gamemodel status shows where each target stands",
            )
        step = find_step(project.history, target, row)
        state: Literal["done", "failed"] = "done" if answer == "done" else "failed"
        digest = step.digest if step else row.digest
        note = f"resolved by hand: {answer}"
        append(
            server,
            ledger,
            Entry(
                0,
                state,
                row.revision,
                row.number,
                row.position,
                row.steps,
                row.direction,
                digest,
                drawn=row.drawn,
                note=note,
                kind=row.kind,
            ),
        )
        return row


def stamp(project: Project, target: Target, to: int, *, force: bool = False, adopt: bool = False) -> tuple[int, ...]:
    """Record revisions up to `to` as applied, or those above it as not applied, without running anything.

    Returns the numbers recorded. Raises RefusedError where the live schema is not that of revision `to`, unless `force`.
    """
    with locked(project, target, adopt=adopt) as (server, ledger):
        prove_ledger(project.history, target, ledger)
        if not force:
            _same_schema(project, target, server, to)
        rows, current = _rows(project, target, ledger, to), ledger
        for row, _ in rows:
            current = append(server, current, row)
        return tuple(number for _, number in rows)


def _rows(project: Project, target: Target, ledger: Ledger, to: int) -> list[tuple[Entry, int]]:
    effect = ledger.in_effect()
    rows = []
    for revision, migration in project.history.migrations(target.store.name):
        count, has = len(up_steps(revision, migration)), len(effect.get(revision.id, {}))
        if revision.number <= to and has < count:
            rows.append((Entry(0, "stamp", revision.id, revision.number, 0, count, "up"), revision.number))
        elif revision.number > to and has:
            rows.append((Entry(0, "stamp", revision.id, revision.number, 0, count, "down"), revision.number))
    return rows


def _same_schema(project: Project, target: Target, server: Server[Any], to: int) -> None:
    from gamemodel.verify import drift_of

    drift, _ = drift_of(project, target, server, project.fold(target.store, to), Pace())
    if drift:
        more = f" and {len(drift) - 1} more" if len(drift) > 1 else ""
        raise RefusedError(
            f"{target.store.name} {target.label}: the server is not at revision {to}: {drift[0].words}{more}",
            "bring it there, or record it all the same with --force",
        )


def external_rows(project: Project, target: Target, server: Server[Any], ledger: Ledger) -> tuple[Entry, ...]:
    """Rows that record what another runner of the same files did (its mark stands elsewhere than our ledger), unwritten.

    None where the ledger is in the middle of something. Raises RefusedError where the live schema is not what the mark says.
    """
    mark = server.external_revision()
    migrations = project.history.migrations(target.store.name)
    numbers = {revision.id: revision.number for revision, _ in migrations}
    at = position_of(project.history, target.store.name, ledger)
    begun = max((numbers[r] for r in ledger.in_effect() if r in numbers), default=0)
    if mark is None or ledger.open_intent or begun != at:
        return ()
    if mark not in numbers:
        raise RefusedError(
            f"{target.store.name} {target.label}: the server's own mark says revision {mark}, which is not in schema/history.lock",
            "another branch was applied to it: pull it, or roll it back there; nothing was sent",
        )
    if numbers[mark] == at:
        return ()
    _same_schema(project, target, server, numbers[mark])
    return tuple(row for row, _ in _rows(project, target, ledger, numbers[mark]))
