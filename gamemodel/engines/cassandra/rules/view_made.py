"""A materialized view is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import CreateView
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM217",
    "a materialized view",
    "Views are experimental: a view can lose rows for good when nodes fail, and only dropping and building it again mends that. Writes to\n"
    "the base cost a read each. `copies: double-write` with two tables is the dependable form.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, CreateView):
        return None
    return f"view {change.view.name} may drift from {change.view.base}", "prefer `copies: double-write`"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
