"""A hash field is removed from live keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import DropField
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.FIELD_DROPPED


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, DropField):
        family = old.family(change.name)
        if family and family.kind == "hash":
            yield (
                f"{change.name}: {change.field} is deleted from every live key",
                "see that no running service reads it",
            )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
