"""Keys will not expire any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterTTL
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.TTL_REMOVED


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, AlterTTL) and change.ttl_s is None:
        before = old.family(change.name)
        if before and before.ttl_s is not None:
            yield f"{change.name}: ttl {duration(before.ttl_s)} -> none; live keys stay too", "say who deletes them"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
