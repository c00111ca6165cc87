"""A change that copies the table blocks its writers for as long as that takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM720",
    "a table is copied",
    "ALGORITHM=COPY writes the whole table anew while nobody may write to it (about 100 GiB an hour on large machines), and needs\n"
    "that much room. For large tables use gh-ost or spirit with the same clauses, then record it with `gamemodel stamp`.",
    Severity.WARNING,
)
CURE: Final = "do it in a quiet hour, or with an online schema change tool on large tables"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    for step in change.steps(before):
        if isinstance(step, Statement) and (algorithms.COPY in step.text or "PARTITION BY" in step.text):
            return f"{change.subject} copies the table; writers wait"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
