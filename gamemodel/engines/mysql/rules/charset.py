"""Another character set or collation changes what is equal and how rows sort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM231",
    "another collation",
    "Another collation changes which texts are equal: unique keys may find duplicates, joins between columns of different\n"
    "collations cannot use their indexes, and the order of results changes. Another character set rewrites the table.",
    Severity.WARNING,
)
CURE: Final = "compare the collations of all columns that this one is joined with"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AlterColumn) and change.old.collation != change.new.collation and change.old.collation:
        return f"{change.subject}: collation {change.old.collation} -> {change.new.collation or 'none'}"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
