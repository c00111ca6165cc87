"""Keys that were kept until somebody deleted them will expire."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.engines.redis import codes
from gamemodel.engines.redis.changes import AlterLifetime
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Schema

CODE = codes.TTL_BEGINS


def find(old: Schema, change: object) -> Iterator[tuple[str, str]]:
    if isinstance(change, AlterLifetime) and change.ttl_s is not None:
        before = old.family(change.name)
        if before and before.ttl_s is None:
            yield (
                f"{change.name}: live keys that never expired end {duration(change.ttl_s)} after this step",
                "see that another store has these data, or that they may go",
            )
