"""A foreign key copies its table and locks the other one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddForeignKey
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM229",
    "a foreign key over existing rows",
    "With foreign_key_checks on, which keeps the data right, adding a foreign key copies the table under a shared lock, refuses at\n"
    "the first row without a partner (1452), and takes a metadata lock on the other table at its end.",
    Severity.WARNING,
)
CURE: Final = "look for rows without a partner first, and do it in a quiet hour"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AddForeignKey):
        return f"foreign key {change.key.name} copies {change.table} and locks {change.key.table}"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
