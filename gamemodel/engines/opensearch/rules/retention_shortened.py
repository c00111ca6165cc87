"""Warns of a lifecycle that deletes earlier than before, or begins to delete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.changes import PutPolicy
from gamemodel.engines.opensearch.codes import SHRINKING_LIFE
from gamemodel.engines.opensearch.dialect.lifecycle.units import age_text
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext


def _found(schema: Schema, change: Any) -> Iterator[Diagnostic]:
    if not isinstance(change, PutPolicy):
        return
    old = schema.policy(change.policy.name)
    after = change.policy.lifecycle.delete_after
    if old is None or after is None:
        return
    before = old.lifecycle.delete_after
    if before is None or after < before:
        was = "never" if before is None else f"after {age_text(before)}"
        yield Diagnostic(
            SHRINKING_LIFE.id,
            f"indices of {change.policy.name} are deleted after {age_text(after)}; before: {was}",
            help="older indices may go at once",
            severity=SHRINKING_LIFE.severity,
        )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for found in _found(context.schema, change):
        yield Finding(found.message, found.help)


RULE = Rule(SHRINKING_LIFE, review)
