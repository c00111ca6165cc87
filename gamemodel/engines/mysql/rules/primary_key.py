"""Another primary key rebuilds the table and every index of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterPrimaryKey
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM236",
    "another primary key",
    "InnoDB keeps rows in the order of the primary key and a copy of it in every other index: all of them are rebuilt, duplicates\n"
    "stop it, and rows whose identity changes are other rows to every copy of them.",
    Severity.WARNING,
)
CURE: Final = "do it in a quiet hour; look for duplicates first"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    return f"{change.table}: {change.describe()[2:]}" if isinstance(change, AlterPrimaryKey) else ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
