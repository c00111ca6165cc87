"""A reviewer's warnings about a difference: one rule per file; which ones there are is listed here."""

from __future__ import annotations

from gamemodel.change import Difference
from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis.rules import (
    family_dropped,
    field_dropped,
    jitter_removed,
    old_keys,
    rights_narrower,
    rights_wider,
    ttl_begins,
    ttl_removed,
    ttl_shorter,
)
from gamemodel.engines.redis.schema import Schema
from gamemodel.topology import Store

_RULES = (
    family_dropped, field_dropped, jitter_removed, old_keys, rights_narrower, rights_wider, ttl_begins, ttl_removed, ttl_shorter,
)  # fmt: skip


def review(old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
    """Every rule's findings, change by change."""
    found: list[Diagnostic] = []
    for change in difference.changes:
        for rule in _RULES:
            for message, cure in rule.find(old, change):
                found.append(Diagnostic(rule.CODE.id, f"{store.name}: {message}", None, cure, rule.CODE.severity))
        old = change.apply_to(old)
    return tuple(found)
