"""A column is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import DropColumn
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM214",
    "a column is dropped",
    "Reads no longer see it from that moment on; the values go with the next compactions. Services that still name the column fail.\n"
    "The name comes back only with a compatible type. Values that are written with a clock ahead of the server's would come back too.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, DropColumn):
        return None
    return (
        f"the values of {change.table}.{change.column.name} are lost, and the name is bound to {change.column.type}",
        "remove it from all services first",
    )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
