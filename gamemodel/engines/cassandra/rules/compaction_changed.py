"""The compaction strategy changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import AlterOptions
from gamemodel.engines.cassandra.dialect.options import effective, read_map
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM702",
    "compaction changes",
    "With another class every node compacts all of the table's files again: for hours on a large table, at the cost of disk throughput\n"
    "and up to as much free space as the table has. Change it in a quiet hour, one data centre after the other where that matters.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, AlterOptions):
        return None
    was, now = (dict(read_map(effective(each, "compaction"))).get("class") for each in (change.before, change.after))
    if was == now:
        return None
    return f"{change.name} is compacted anew on every node: {was} -> {now}", "apply it in a quiet hour"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
