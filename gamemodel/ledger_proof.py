"""Checks that a ledger belongs to this target and fits the history, before anything is planned."""

from __future__ import annotations

from gamemodel.errors import HistoryError, WrongServer
from gamemodel.history import History
from gamemodel.ledger import RESTORED, Entry, Ledger
from gamemodel.migration import step_digest
from gamemodel.step import Step
from gamemodel.topology import Target


def prove_head(ledger: Ledger, model: str, target: Target, cluster: str) -> None:
    """Raises WrongServer if the ledger is of another model, store or environment, or was copied from another cluster."""
    head = ledger.head
    if head is None:
        return
    for what, found, expected in (
        ("model", head.model, model),
        ("store", head.store, target.store.name),
        ("environment", head.environment, target.environment),
    ):
        if found != expected:
            raise WrongServer(
                f"{target}: this server's ledger belongs to the {what} '{found}', not '{expected}'",
                "check the url in gamemodel.toml; nothing was sent",
            )
    if not target.replica and ledger.cluster != cluster:
        raise WrongServer(
            f"{target}: the ledger was made on another cluster ({ledger.cluster}), this is {cluster}",
            "if this server is a restored copy that replaces the old one: gamemodel stamp --adopt-cluster; nothing was sent",
        )


def prove_ledger(history: History, target: Target, ledger: Ledger) -> None:
    """Raises HistoryError if the target ran a revision that the history lacks, or a step with another text."""
    known = {revision.id: migration for revision, migration in history.migrations(target.store.name)}
    for revision, positions in ledger.in_effect().items():
        if revision not in known:
            raise _unknown_revision(history, target, next(iter(positions.values())))
        steps = known[revision].up
        for position, row in positions.items():
            if row.state == "done" and row.digest and not _same_text(steps, position, row):
                raise HistoryError(
                    f"{target}: step {position} of revision {revision} was applied with another text than the history has",
                    "restore the history from version control; nothing was sent (gamemodel explain GM290)",
                )


def _unknown_revision(history: History, target: Target, row: Entry) -> HistoryError:
    other = next((r.id for r in history.revisions if r.number == row.number), row.revision)
    return HistoryError(
        f"{target}: it has revision {row.revision}, which is not in schema/history.lock"
        + (f" (number {row.number} is {other} here)" if other != row.revision else ""),
        "another branch was applied to it: check that branch out, roll back there, or pull what was merged; nothing was sent",
    )


def _same_text(steps: tuple[Step, ...], position: int, row: Entry) -> bool:
    return position <= len(steps) and (row.note == RESTORED or step_digest(steps[position - 1]) == row.digest)
