"""A key family is dropped while keys of it may live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import DropFamily
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.FAMILY_DROPPED


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, DropFamily):
        family = old.family(change.name)
        if family and family.ttl_s is None:
            yield (
                f"{change.name}: {change.left or 'its keys stay'}",
                f"when nobody reads them: redis-cli --scan --pattern '{family.pattern.glob}' | xargs redis-cli UNLINK",
            )
        elif family:
            yield f"{change.name}: {change.left or 'its keys stay until their TTL ends'}", ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
