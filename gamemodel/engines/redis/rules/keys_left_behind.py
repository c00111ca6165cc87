"""A new family takes keys of another type that a dropped family left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AddFamily
from gamemodel.engines.redis.dialect.overlap import overlap
from gamemodel.engines.redis.dialect.patterns import parse
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM278",
    "a new family takes keys that a dropped one left",
    "Keys of the dropped family may still live under the new family's pattern with another type; commands on them\n"
    "fail with WRONGTYPE. Give the new family a `version:`.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for gone in context.schema.retired if isinstance(change, AddFamily) else ():
        family = change.family
        key = overlap(parse(gone.key), family.pattern)
        if key is not None and gone.name != family.name and gone.type != family.type:
            yield Finding(
                f"{family.name}: {key} may still hold a {gone.type} of the dropped family {gone.name}",
                f"give {family.name} a version, which gives it keys of its own",
            )


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/players.yaml --
+    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
   feed: {by: writer, lag: 5s}
-- edit schema/entities/players.yaml --
-    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
+    tries: {why: logins tried lately, key: "lock:<id>", type: list, value: joined_at, ttl: 1h, readers: [shop], writers: [shop]}
+  dropped: [lock]
""",
    passes="""
-- before schema/entities/players.yaml --
+    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
   feed: {by: writer, lag: 5s}
-- edit schema/entities/players.yaml --
-    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
+    tries: {why: logins tried lately, key: "lock:<id>", type: list, value: joined_at, ttl: 1h, version: 2, readers: [shop], writers: [shop]}
+  dropped: [lock]
""",
)
