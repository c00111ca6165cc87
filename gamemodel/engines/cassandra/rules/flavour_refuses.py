"""A statement that the store's flavour does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.tables import without_id
from gamemodel.engines.cassandra.flavours import validate_statement
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM605",
    "the flavour refuses the statement",
    "The change is one that Cassandra makes and the store's flavour does not: Amazon Keyspaces drops and renames no column, alters no type\n"
    "and has no indexes or views. Leave the column in the model and mark it `deprecated`, or model the change with a new table.",
    Severity.ERROR,
)


def _said(schema: Schema, change: Any, around: RuleContext[Schema]) -> tuple[str, str] | None:
    """(message, cure) where the rule has something to say."""
    for step in change.steps(schema):
        if isinstance(step, Statement) and (reasons := validate_statement(without_id(step.text), around.store.flavour)):
            return f"{change.describe()}: {reasons[0]}", "keep what is there, or add a new table beside it"
    return None


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if said := _said(context.schema, change, context):
        yield Finding(*said)


RULE = Rule(CODE, review)
