"""Dropping a table loses its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import DropTable
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM227",
    "a table is dropped",
    "All rows of the table are lost, and what still reads or writes it fails at once. The way back makes an empty table.\n"
    "Before: make sure that nothing uses it (performance_schema.table_io_waits_summary_by_table), and that a backup exists.",
    Severity.WARNING,
)
CURE: Final = "make sure that nothing reads it; keep a backup"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    return f"table {change.table} is dropped with all its rows" if isinstance(change, DropTable) else ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
