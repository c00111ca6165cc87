"""A unique index over rows that exist may find duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddIndex, AlterIndex
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM230",
    "a unique index over existing rows",
    "The server reads all rows and refuses at the first duplicate (1062), after having worked for as long as the table is large;\n"
    "from then on writers that insert duplicates fail. Before: count duplicates with GROUP BY … HAVING COUNT(*) > 1.",
    Severity.WARNING,
)
CURE: Final = "look for duplicates first: GROUP BY … HAVING COUNT(*) > 1"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AddIndex) and change.index.unique:
        return f"unique index {change.index.name} on the existing rows of {change.table}"
    if isinstance(change, AlterIndex) and change.new.unique and not change.old.unique:
        return f"index {change.new.name} of {change.table} becomes unique over existing rows"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
