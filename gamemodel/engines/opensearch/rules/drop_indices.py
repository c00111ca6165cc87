"""Warns of documents that are deleted with their indices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.changes import DropIndices
from gamemodel.engines.opensearch.codes import ALL_INDICES_GO
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext


def _found(schema: Schema, change: Any) -> Iterator[Diagnostic]:
    if isinstance(change, DropIndices) and (old := schema.index_set(change.name)) is not None:
        yield Diagnostic(
            ALL_INDICES_GO.id,
            f"{old.target} is deleted with its documents",
            help="take a snapshot first where they are the only copy",
            severity=ALL_INDICES_GO.severity,
        )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for found in _found(context.schema, change):
        yield Finding(found.message, found.help)


RULE = Rule(ALL_INDICES_GO, review)
