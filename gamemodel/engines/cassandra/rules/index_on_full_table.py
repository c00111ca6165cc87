"""An index is added to a table that has rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import CreateIndex
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM700",
    "an index is built over existing rows",
    "Every node reads its whole part of the table to build the index. Until it is built, queries through it fail or lack rows; the\n"
    "migration waits for all nodes. Afterwards every write costs more.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema
    if not isinstance(change, CreateIndex) or around.old.table(change.table) is None:
        return None
    return f"index {change.index.name} is built over all rows of {change.table}", "apply it in a quiet hour"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
