"""Another character set or collation changes what is equal and how rows sort."""

from __future__ import annotations

from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.schema import Schema

CODE: Final = Code(
    "GM231",
    "another collation",
    "Another collation changes which texts are equal: unique keys may find duplicates, joins between columns of different\n"
    "collations cannot use their indexes, and the order of results changes. Another character set rewrites the table.",
    Severity.WARNING,
)
CURE: Final = "compare the collations of all columns that this one is joined with"


def look(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AlterColumn) and change.old.collation != change.new.collation and change.old.collation:
        return f"{change.subject}: collation {change.old.collation} -> {change.new.collation or 'none'}"
    return ""
