"""gc_grace_seconds is shorter than the time between repairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import AlterOptions, CreateTable
from gamemodel.engines.cassandra.compile.schema import store_options
from gamemodel.engines.cassandra.dialect.options import effective
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM215",
    "gc_grace below the repair interval",
    "A tombstone that is forgotten before a repair has shown it to every replica lets deleted rows come back. Keep gc_grace_seconds above\n"
    "the store's `repair_interval`.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema
    if not isinstance(change, AlterOptions | CreateTable):
        return None
    interval = store_options(around.store).repair_interval
    name = change.name if isinstance(change, AlterOptions) else change.table.name
    grace = int(
        effective(change.after if isinstance(change, AlterOptions) else change.table.options, "gc_grace_seconds")
    )
    known = interval if interval is not None else 86_400
    if grace > known or (
        isinstance(change, AlterOptions) and effective(change.before, "gc_grace_seconds") == str(grace)
    ):
        return None
    said = f"repairs run every {interval} s" if interval is not None else "no repair_interval is declared"
    return f"{name} forgets deletes after {grace} s, and {said}", "raise gc_grace, or repair more often"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
