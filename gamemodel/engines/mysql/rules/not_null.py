"""A column that becomes required fails where a row lacks a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM234",
    "a column becomes required",
    "The table is rebuilt, rows without a value stop it (they are looked for first), and writers that leave the column out fail\n"
    "afterwards unless it has a default.",
    Severity.WARNING,
)
CURE: Final = "first deploy writers that always give a value"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AlterColumn) and change.old.nullable and not change.new.nullable:
        return f"{change.subject} becomes required"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
