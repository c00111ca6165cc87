"""A check over rows that exist may find one that fails it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddCheck, AlterCheck
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM233",
    "a check over existing rows",
    "The server copies the table and refuses at the first row that fails the check (3819). A new value of an enum changes its\n"
    "check, too. Before: count the rows that fail it; `enforced: false` is instant and only documents the rule.",
    Severity.WARNING,
)
CURE: Final = "count the rows that fail it first, or write enforced: false"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if isinstance(change, AddCheck) and change.check.enforced:
        return f"check {change.check.name} copies {change.table} and is tried on every row"
    if isinstance(change, AlterCheck) and change.new.enforced:
        return f"check {change.new.name} copies {change.table} and is tried on every row"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
