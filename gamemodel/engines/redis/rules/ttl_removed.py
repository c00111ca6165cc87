"""Keys will not expire any more."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterLifetime
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Schema

CODE = codes.TTL_REMOVED


def find(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, AlterLifetime) and change.ttl_s is None:
        before = old.family(change.name)
        if before and before.ttl_s is not None:
            yield f"{change.name}: ttl {duration(before.ttl_s)} -> none; live keys stay too", "say who deletes them"
