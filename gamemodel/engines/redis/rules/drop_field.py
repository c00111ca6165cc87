"""A hash field is removed from live keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import DropField
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM276",
    "a hash field is removed from live keys",
    "A pass over the keyspace deletes the field from every hash of the family. Running readers see it vanish. The\n"
    "step counts as destructive.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    family = context.schema.family(change.name) if isinstance(change, DropField) else None
    if family is not None and family.kind == "hash":
        message = f"{change.name}: {change.field} is deleted from every live key"
        yield Finding(message, "make sure that no running service reads it")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name], ttl: 15m, readers: [lobby], writers: [shop]}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name], ttl: 15m, readers: [lobby], writers: [shop]}
@@
   feed: {by: writer, lag: 5s}
+  allow: {GM276: "no service reads the rank since release 41"}
""",
)
