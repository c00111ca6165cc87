"""The default time to live changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import AlterOptions
from gamemodel.engines.cassandra.dialect.options import effective
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM503",
    "a table's TTL changes",
    "default_time_to_live is read when a row is written. Rows that exist keep the time they were given: after shortening it, old rows\n"
    "outlive the new retention until they are written again; after lengthening it, they still go at the old time.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, AlterOptions) or change.view:
        return None
    was, now = (int(effective(each, "default_time_to_live")) for each in (change.before, change.after))
    if was == now:
        return None
    how = "shortened" if now and (now < was or not was) else "lengthened"
    return (
        f"TTL of {change.name} is {how} from {was or 'none'} to {now or 'none'} s: rows that exist keep the old one",
        "rewrite rows that must go earlier, or wait for the old time to pass",
    )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
