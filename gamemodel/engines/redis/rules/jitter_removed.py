"""A TTL loses its jitter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AlterTTL
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM277",
    "a TTL loses its jitter",
    "Keys that are written together then end together, and what refills them is asked for all of them at once.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    before = context.schema.family(change.name) if isinstance(change, AlterTTL) else None
    if before and before.jitter and change.ttl_s is not None and not change.jitter:
        yield Finding(f"{change.name}: keys written together will end together", "keep a jitter")


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, jitter: 10%, readers: [lobby], writers: [shop]}
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, jitter: 10%, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
""",
    passes="""
-- before schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, jitter: 10%, readers: [lobby], writers: [shop]}
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, jitter: 10%, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, jitter: 5%, readers: [lobby], writers: [shop]}
""",
)
