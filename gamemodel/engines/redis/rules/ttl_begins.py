"""Keys that were kept until somebody deleted them will expire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AlterTTL
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM272",
    "keys that were kept will expire",
    "Keys without a TTL get one. Where Redis is the only place of these data, they are lost when it ends. The step\n"
    "counts as destructive.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    before = context.schema.family(change.name) if isinstance(change, AlterTTL) else None
    if before and before.ttl_s is None and change.ttl_s is not None:
        yield Finding(
            f"{change.name}: live keys that never expired end {duration(change.ttl_s)} after this step",
            "make sure that another store has these data, or that they may go",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: none, readers: [lobby], writers: [shop]}
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: none, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
""",
    passes="""
-- before schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: none, readers: [lobby], writers: [shop]}
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: none, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
@@
   feed: {by: writer, lag: 5s}
+  allow: {GM272: "MySQL has every player"}
""",
)
