"""A TTL becomes shorter, and that of live keys with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AlterTTL
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM270",
    "a TTL becomes shorter",
    "Live keys get the new TTL at once, by a pass over the keyspace. Keys end sooner than their writers meant, and\n"
    "many may end together: give a jitter, and see that what refills them bears the load.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    before = context.schema.family(change.name) if isinstance(change, AlterTTL) else None
    if before and before.ttl_s is not None and change.ttl_s is not None and change.ttl_s < before.ttl_s:
        ttl = f"ttl {duration(before.ttl_s)} -> {duration(change.ttl_s)}"
        help = "" if change.jitter else "a jitter, for example 10%, keeps them from ending together"
        yield Finding(f"{change.name}: {ttl}; live keys get the new one at once", help)


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 1m, readers: [lobby], writers: [shop]}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 1h, readers: [lobby], writers: [shop]}
""",
)
