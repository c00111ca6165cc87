"""A column of a primary key is renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import RenameColumn
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM216",
    "a key column is renamed",
    "RENAME takes effect on all nodes within moments; a service that still uses the old name fails from then on. Stop the services, or\n"
    "add a table with the new name and move over.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, RenameColumn):
        return None
    return f"services that say {change.table}.{change.old} fail once it is {change.new}", "release them together"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
