"""A rebuild in place lets writers go on, but takes room, time and input and output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn, AlterPrimaryKey, AlterTableOptions, MoveColumn
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM721",
    "a table is rebuilt",
    "ALGORITHM=INPLACE with a rebuild writes the table anew while it is used: it needs that much room, keeps a log of the changes\n"
    "made meanwhile, and a replica that follows the binary log lags for as long.",
    Severity.WARNING,
)
CURE: Final = "mind the room on the volume and the lag of replicas"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    if isinstance(change, AlterColumn):
        rebuilds = change.old.nullable != change.new.nullable
    elif isinstance(change, AlterTableOptions):
        rebuilds = change.old.row_format != change.new.row_format
    else:
        rebuilds = isinstance(change, AlterPrimaryKey | MoveColumn)
    text = "".join(step.text for step in change.steps(before) if isinstance(step, Statement)) if rebuilds else ""
    return f"{change.subject} rebuilds the table" if algorithms.INPLACE in text else ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
