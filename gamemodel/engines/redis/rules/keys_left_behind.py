"""A new family takes keys that a dropped one left, with another type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AddFamily
from gamemodel.engines.redis.dialect.patterns import overlap, parse
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.OLD_KEYS


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, AddFamily):
        for gone in old.retired:
            if gone.name != change.family.name and gone.type != change.family.type:
                key = overlap(parse(gone.key), change.family.pattern)
                if key is not None:
                    yield (
                        f"{change.family.name}: {key} may still hold a {gone.type} of the dropped family {gone.name}",
                        f"give {change.family.name} a version: its keys are others then",
                    )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
