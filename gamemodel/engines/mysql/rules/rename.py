"""A rename in place breaks whoever knows the old name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import RenameColumn, RenameTable
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM238",
    "a rename in place",
    "The rename is instant; from then on an application that knows the old name fails, and one that knows the new name failed\n"
    "until then. There is no moment at which both work.",
    Severity.WARNING,
)
CURE: Final = "stop the application for it, or expand and contract instead"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    return change.describe()[2:] if isinstance(change, RenameColumn | RenameTable) else ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
