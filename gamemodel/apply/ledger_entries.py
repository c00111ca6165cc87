"""Writes rows to a target's ledger: signed, dated, and each the next in sequence."""

from __future__ import annotations

import getpass
import os
import socket
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from gamemodel.engine import Server
from gamemodel.errors import Unreachable
from gamemodel.ledger import Entry, Holder, Ledger, State
from gamemodel.plan import PlannedStep


@cache
def person() -> str:
    """Who applies: `$GAMEMODEL_BY` (the name of a CI job, for example), or the user."""
    return os.environ.get("GAMEMODEL_BY") or os.environ.get("USER") or getpass.getuser()


def holder() -> Holder:
    """This process as the holder of a lock, with a new token each time."""
    return Holder(person(), socket.gethostname(), os.getpid(), uuid.uuid4().hex)


def with_rows(ledger: Ledger, rows: Iterable[Entry]) -> Ledger:
    """The ledger as it would be after `rows` are appended."""
    for row in rows:
        ledger = replace(ledger, entries=(*ledger.entries, replace(row, sequence=ledger.sequence + 1)))
    return ledger


@dataclass(slots=True)
class LedgerWriter:
    """The ledger of a locked target: as it was read, and every row that was appended since."""

    server: Server[Any]
    ledger: Ledger

    def append(self, entry: Entry) -> None:
        """Write `entry` as the next row. Raises LedgerConflict, Unreachable."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        row = replace(entry, sequence=self.ledger.sequence + 1, at=at, by=person())
        try:
            self.server.append(row)
        except Unreachable:
            # The row may have arrived although the answer did not.
            if row not in self.server.ledger().entries:
                raise
        self.ledger = replace(self.ledger, entries=(*self.ledger.entries, row))

    def record(self, planned: PlannedStep, state: State, **more: Any) -> None:
        """Write the row that says a step has reached `state`. Raises as `append` does."""
        step = planned
        self.append(
            Entry(
                0, state, step.revision, step.number, step.position, step.steps, step.direction, step.digest, kind=step.kind,
                **more,
            )
        )  # fmt: skip
