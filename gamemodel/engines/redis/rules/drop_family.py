"""A key family is dropped while keys of it may live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import DropFamily
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM273",
    "a key family is dropped while keys of it may live",
    "Live keys are not deleted: they end with their TTL, or never where there is none. Until then they take memory,\n"
    "and a new family must not take the same pattern with another type.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    family = context.schema.family(change.name) if isinstance(change, DropFamily) else None
    if family is not None:
        delete = f"redis-cli --scan --pattern '{family.pattern.glob}' | xargs redis-cli UNLINK"
        help = f"when nobody reads them: {delete}" if family.ttl_s is None else ""
        yield Finding(f"{change.name}: {change.left or 'its keys stay'}", help)


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/players.yaml --
+    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
   feed: {by: writer, lag: 5s}
-- edit schema/entities/players.yaml --
-    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
""",
    passes="""
-- before schema/entities/players.yaml --
+    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
   feed: {by: writer, lag: 5s}
-- edit schema/entities/players.yaml --
-    lock: {why: one login at a time, key: "lock:<id>", type: string, ttl: none, readers: [shop], writers: [shop]}
@@
-retention: {mysql: forever, cassandra: forever, opensearch: forever}
+retention: {mysql: forever, cassandra: forever, opensearch: forever}
+allow: {GM273: "the nightly job deletes what is left of the locks"}
""",
)
