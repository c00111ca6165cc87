"""A role gets more rights than it had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterRole
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.RIGHTS_WIDER


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    if isinstance(change, AlterRole) and change.gained:
        yield f"role {change.role.name} gains {', '.join(change.gained[:8])}{_more(len(change.gained) - 8)}", ""


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
