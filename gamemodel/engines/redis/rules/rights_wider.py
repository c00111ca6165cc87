"""A role gets more rights than it had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AlterRole
from gamemodel.engines.redis.changes.roles import few, grants_by_family
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM274",
    "a role gets more rights",
    "A service may do what it could not do before. The finding lists what is gained: a reviewer should know why.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AlterRole):
        for subject, gained in grants_by_family(change.gained, context.schema).items():
            yield Finding(f"role {change.role.name} gains {few(gained)}", "", subject)


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby, shop], writers: [shop]}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby, shop], writers: [shop]}
@@
   feed: {by: writer, lag: 5s}
+  allow: {GM274: "the shop greets players by name"}
""",
)
