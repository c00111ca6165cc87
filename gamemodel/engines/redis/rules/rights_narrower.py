"""A role loses rights that running services may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterRole, DropRole
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = codes.RIGHTS_NARROWER
_CURE = "deploy the service that no longer needs them first"


def _found(old: Schema, change: object) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    if isinstance(change, AlterRole) and change.lost:
        more = f" and {len(change.lost) - 8} more" if len(change.lost) > 8 else ""
        yield f"role {change.role.name} loses {', '.join(change.lost[:8])}{more}", _CURE
    elif isinstance(change, DropRole) and not change.released:
        yield f"role {change.name} loses every right", _CURE


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for message, words in _found(context.schema, change):
        yield Finding(message, words)


RULE = Rule(CODE, review)
