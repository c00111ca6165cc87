"""A materialized view is made."""

from __future__ import annotations

from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import CreateView
from gamemodel.engines.cassandra.rules.around import Around
from gamemodel.engines.cassandra.schema import Schema

CODE: Final = Code(
    "GM217",
    "a materialized view",
    "Views are experimental: a view can lose rows for good when nodes fail, and only dropping and building it again mends that. Writes to\n"
    "the base cost a read each. `copies: double-write` with two tables is the dependable form.",
    Severity.WARNING,
)


def review(schema: Schema, change: Any, around: Around) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, CreateView):
        return None
    return f"view {change.view.name} may drift from {change.view.base}", "prefer `copies: double-write`"
