"""A table is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes import DropTable
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM213",
    "a table is dropped",
    "Its rows are gone on all nodes at once; unless auto_snapshot is on, for good. Be sure that no service reads or writes it:\n"
    "a writer that still runs fails. The step waits for `--destroy`.",
    Severity.WARNING,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    del schema, around
    if not isinstance(change, DropTable):
        return None
    return f"table {change.name} and its rows are lost", "take a snapshot first: nodetool snapshot"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
