"""Warns of definitions and settings that only indices made from now on have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.changes import NextIndex, UpdateIndices
from gamemodel.engines.opensearch.codes import NEXT_INDEX_ONLY
from gamemodel.engines.opensearch.dialect.in_place import conflicts, settings_conflicts
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext


def _found(schema: Schema, change: Any) -> Iterator[Diagnostic]:
    if not isinstance(change, UpdateIndices | NextIndex):
        return
    old, new = schema.index_set(change.indices.name), change.indices
    if old is None:
        return
    when = "the next rebuild" if new.kind == "rebuilt" else "the next index"
    for blocked in (*conflicts(old, new), *settings_conflicts(old.settings, new.settings)):
        yield Diagnostic(
            NEXT_INDEX_ONLY.id,
            f"{new.name}: {blocked.path} {blocked.was} -> {blocked.becomes} takes effect with {when}",
            help="run the job, then `gamemodel swap`"
            if new.kind == "rebuilt"
            else "searches see both until older indices are gone",
            severity=NEXT_INDEX_ONLY.severity,
        )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for found in _found(context.schema, change):
        yield Finding(found.message, found.help)


RULE = Rule(NEXT_INDEX_ONLY, review)
