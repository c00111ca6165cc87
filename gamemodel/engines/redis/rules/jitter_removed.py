"""A TTL loses its jitter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterTTL
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.JITTER_REMOVED


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, AlterTTL) and change.ttl_s is not None and not change.jitter:
        before = old.family(change.name)
        if before and before.jitter:
            yield f"{change.name}: keys written together will end together", "keep a jitter"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
