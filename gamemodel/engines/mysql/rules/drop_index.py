"""An index that is dropped may still be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import DropIndex
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM235",
    "a visible index is dropped",
    "A query that used it reads the whole table from then on, and making it again takes as long as the table is large.\n"
    "Before: `invisible: true` in one revision, a day of watching, then the drop: an invisible index is back in an instant.",
    Severity.WARNING,
)
CURE: Final = "make it invisible first, and drop it a revision later"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    if not isinstance(change, DropIndex):
        return ""
    table = before.table(change.table)
    index = table.index(change.index) if table else None
    return (
        f"index {change.index} of {change.table} is dropped while it is visible"
        if index and not index.invisible
        else ""
    )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
