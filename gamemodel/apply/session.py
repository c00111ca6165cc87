"""One open connection to one target during a run, before and while the target is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gamemodel.apply.ledger_entries import LedgerWriter
from gamemodel.apply.options import NO_PROGRESS, ApplyOptions, Event, EventKind, Run
from gamemodel.engine import Engine, Lease, Server
from gamemodel.history import History
from gamemodel.plan import PlannedStep
from gamemodel.step import Bindings, Progress
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class TargetSession:
    """A target, its open connection, and the run it belongs to."""

    run: Run
    target: Target
    server: Server[Any]

    @property
    def options(self) -> ApplyOptions:
        return self.run.options

    @property
    def history(self) -> History:
        return self.run.project.history

    @property
    def engine(self) -> Engine[Any]:
        return self.run.project.engine(self.target.store)

    def report(
        self,
        kind: EventKind,
        planned: PlannedStep,
        seconds: float = 0.0,
        message: str = "",
        progress: Progress = NO_PROGRESS,
    ) -> None:
        self.run.report(Event(self.target, kind, planned, progress, seconds, message))


@dataclass(frozen=True, slots=True)
class LockedTarget:
    """A target that is locked by this run: steps may be sent and rows may be written."""

    session: TargetSession
    writer: LedgerWriter
    lease: Lease
    bindings: Bindings
