"""A column that becomes required fails where a row lacks a value."""

from __future__ import annotations

from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.schema import Schema

CODE: Final = Code(
    "GM234",
    "a column becomes required",
    "The table is rebuilt, rows without a value stop it (they are looked for first), and writers that leave the column out fail\n"
    "afterwards unless it has a default.",
    Severity.WARNING,
)
CURE: Final = "first deploy writers that always give a value"


def look(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AlterColumn) and change.old.nullable and not change.new.nullable:
        return f"{change.subject} becomes required"
    return ""
