"""An index is dropped and made again under its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import CreateIndex, DropIndex
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM701",
    "an index is rebuilt",
    "Nothing alters an index, so it is dropped and built anew. In between, queries through it fail. To change over without a gap, add\n"
    "the new index under another name, move the reading, then remove the old one.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema
    if not isinstance(change, DropIndex):
        return None
    again = any(isinstance(each, CreateIndex) and each.subject == change.subject for each in around.difference.changes)
    return (
        (f"until {change.name} is built again, queries through it fail", "add it under another name first")
        if again
        else None
    )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
