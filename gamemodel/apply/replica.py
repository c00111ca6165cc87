"""Replicas: waits until a replica has its writer's ledger; never writes to it."""

from __future__ import annotations

import time
from typing import Final

from gamemodel.apply.options import Result
from gamemodel.apply.session import TargetSession
from gamemodel.errors import GamemodelError
from gamemodel.ledger_proof import prove_head
from gamemodel.plan import current_revision

PATIENCE_S: Final = 60.0
POLL_S: Final = 0.05


def follow(session: TargetSession, expected: int | None) -> Result:
    """Wait until the replica has row `expected` of its writer's ledger (None: the writer's last row, which is asked for)."""
    run, target, dry_run = session.run, session.target, session.options.dry_run
    if expected is None:
        expected = _last_row_of_writer(session)
    deadline = time.monotonic() + (0 if dry_run else PATIENCE_S)
    while (ledger := session.server.ledger()).sequence < expected and time.monotonic() < deadline:
        time.sleep(POLL_S)
    prove_head(ledger, run.project.name, target, "")
    at, behind = current_revision(session.history, target.store.name, ledger), expected - ledger.sequence
    if behind > 0 and not dry_run:
        error = GamemodelError(
            f"the replica lags {behind} ledger rows behind its writer",
            "look at the replication, then: gamemodel verify",
        )
        return Result(target, "failed", at, at, left=behind, error=error)
    return Result(target, "follows", at, at)


def _last_row_of_writer(session: TargetSession) -> int:
    project = session.run.project
    writer = next(t for t in project.targets(session.run.environment, session.target.store) if not t.replica)
    with project.connect(writer) as server:
        return server.ledger().sequence
