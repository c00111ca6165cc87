"""Keys will not expire any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AlterTTL
from gamemodel.engines.redis.dialect.durations import duration
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM271",
    "keys will not expire any more",
    "`ttl: none` makes every key stay until somebody deletes it. Memory then grows with everything that is ever\n"
    "written. Say who deletes them.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    before = context.schema.family(change.name) if isinstance(change, AlterTTL) else None
    if before and before.ttl_s is not None and change.ttl_s is None:
        yield Finding(
            f"{change.name}: ttl {duration(before.ttl_s)} -> none; live keys stay too", "say who deletes them"
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: none, readers: [lobby], writers: [shop]}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 30d, readers: [lobby], writers: [shop]}
""",
)
