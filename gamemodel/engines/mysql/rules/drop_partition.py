"""Dropping a partition loses its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterPartitioning
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM237",
    "partitions are dropped",
    "Dropping a partition drops its rows, as fast as dropping a table. Partitions of a range are split in place;\nits other changes copy the table.",
    Severity.WARNING,
)
CURE: Final = "archive the rows first, where they are still needed"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AlterPartitioning) and change.destroys:
        return f"{change.table}: {change.describe()[2:]} dropped with their rows"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
