"""Dropping a column loses its values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import DropColumn
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM228",
    "a column is dropped",
    "Its values are lost, and a statement that still names it fails at once (SELECT * in prepared statements too).\n"
    "Before: deploy applications that no longer know the column; making it invisible first shows who still does.",
    Severity.WARNING,
)
CURE: Final = "first deploy what no longer reads or writes it; `invisible` shows who still does"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, DropColumn) and change.destroys:
        return f"column {change.subject} is dropped with its values"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
