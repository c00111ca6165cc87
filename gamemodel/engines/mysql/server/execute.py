"""Runs one step: a statement that is watched, a backfill with its cursor, or a check."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.mysql.server import backfill
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.errors import CheckFailed, UsageError
from gamemodel.step import Backfill, Bindings, Check, Progress, Statement, Step


def run(connection: Connection, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
    """Raises CheckFailed; ServerRefused and Unreachable, after which `outcome` tells whether it took effect."""
    connection.use()
    if isinstance(step, Statement):
        for seconds in connection.watched(bindings.fill(step.text, step.placeholders)):
            yield Progress(0, 1, note=f"{seconds:.0f} s")
        yield Progress(1, 1)
    elif isinstance(step, Backfill):
        yield from backfill.fill(connection, step, cursor)
    elif isinstance(step, Check):
        rows = connection.query(step.text)
        if rows:
            raise CheckFailed(step.message, [_shown(row) for row in rows[:3]])
        yield Progress(1, 1)
    else:
        raise UsageError(f"MySQL has nothing to wait for: {step.until}")


def _shown(row: tuple[object, ...]) -> str:
    return ", ".join("0x" + value.hex() if isinstance(value, bytes) else str(value) for value in row)
