"""A role gets more rights than it had."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterRole
from gamemodel.engines.redis.schema import Schema

CODE = codes.RIGHTS_WIDER


def find(old: Schema, change: object) -> Iterator[tuple[str, str]]:  # noqa: ARG001
    if isinstance(change, AlterRole) and change.gained:
        yield f"role {change.role.name} gains {', '.join(change.gained[:8])}{_more(len(change.gained) - 8)}", ""


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""
