"""The reviewer's warnings about a difference, one per file; each file's docstring says what it warns of."""

from __future__ import annotations

from gamemodel.change import Difference
from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.schema import Schema


def review(old: Schema, difference: Difference[Schema]) -> tuple[Diagnostic, ...]:
    """Every rule's findings, the changes folded one after another so that each is judged by what is there before it."""
    from gamemodel.engines.opensearch.rules import deletion, left_behind, next_index, policy_copies, retention

    found: list[Diagnostic] = []
    schema = old
    for change in difference.changes:
        for rule in (deletion, left_behind, next_index, policy_copies, retention):
            found += rule.review(schema, change)
        schema = change.apply_to(schema)
    return tuple(found)
