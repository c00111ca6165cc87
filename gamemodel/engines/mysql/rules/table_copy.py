"""A change that copies the table blocks its writers for as long as that takes."""

from __future__ import annotations

from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.step import Statement

CODE: Final = Code(
    "GM720",
    "a table is copied",
    "ALGORITHM=COPY writes the whole table anew while nobody may write to it (about 100 GiB an hour on large machines), and needs\n"
    "that much room. For large tables use gh-ost or spirit with the same clauses, then record it with `gamemodel stamp`.",
    Severity.WARNING,
)
CURE: Final = "do it in a quiet hour, or with an online schema change tool on large tables"


def look(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    for step in change.steps(before):
        if isinstance(step, Statement) and (algorithms.COPY in step.text or "PARTITION BY" in step.text):
            return f"{change.subject} copies the table; writers wait"
    return ""
