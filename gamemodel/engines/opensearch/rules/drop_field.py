"""Warns of a field that the model drops and live indices keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.changes import NextIndex, UpdateIndices
from gamemodel.engines.opensearch.codes import FIELD_LEFT_BEHIND
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext


def _found(schema: Schema, change: Any) -> Iterator[Diagnostic]:
    if not isinstance(change, UpdateIndices | NextIndex):
        return
    old = schema.index_set(change.indices.name)
    if old is None:
        return
    now = change.indices.mapping.paths()
    for path in old.mapping.paths():
        if path not in now:
            yield Diagnostic(
                FIELD_LEFT_BEHIND.id,
                f"{old.name}.{path} stays in the documents and in the indices that exist",
                help="delete or rebuild those indices if it must not be kept",
                severity=FIELD_LEFT_BEHIND.severity,
            )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for found in _found(context.schema, change):
        yield Finding(found.message, found.help)


RULE = Rule(FIELD_LEFT_BEHIND, review)
