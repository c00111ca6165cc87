"""Dropping a partition loses its rows."""

from __future__ import annotations

from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterPartitioning
from gamemodel.engines.mysql.schema import Schema

CODE: Final = Code(
    "GM237",
    "partitions are dropped",
    "Dropping a partition drops its rows, as fast as dropping a table. Partitions of a range are split in place;\nits other changes copy the table.",
    Severity.WARNING,
)
CURE: Final = "archive the rows first, where they are still needed"


def look(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AlterPartitioning) and change.destroys:
        return f"{change.table}: {change.describe()[2:]} dropped with their rows"
    return ""
