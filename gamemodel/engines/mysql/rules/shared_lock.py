"""Some changes in place let readers go on, but no writers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM722",
    "writers wait for a change in place",
    "Full-text, spatial and functional indexes, AUTO_INCREMENT columns and partitions split or merged are made in place\n"
    "under LOCK=SHARED: reads go on, writes wait.",
    Severity.WARNING,
)
CURE: Final = "do it in a quiet hour"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    for step in change.steps(before):
        if isinstance(step, Statement) and algorithms.INPLACE_SHARED in step.text:
            return f"{change.subject}: writers of the table wait until it is done"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
