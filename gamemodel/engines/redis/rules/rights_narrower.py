"""A role loses rights that running services may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.redis.changes import AlterRole, DropRole
from gamemodel.engines.redis.changes.roles import few, grants_by_family
from gamemodel.engines.redis.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM275",
    "a role loses rights",
    "Services that run under this user get NOPERM as soon as the step is applied. Deploy the service that no longer\n"
    "needs them first.",
    Severity.WARNING,
)
HELP: Final = "first deploy the service that no longer needs them"


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AlterRole):
        for subject, lost in grants_by_family(change.lost, context.old).items():
            yield Finding(f"role {change.role.name} loses {few(lost)}", HELP, subject)
    elif isinstance(change, DropRole) and not change.released:
        yield Finding(f"role {change.name} loses every right", HELP)


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby, shop], writers: [shop]}
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby, shop], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
""",
    passes="""
-- before schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby, shop], writers: [shop]}
-- edit schema/entities/players.yaml --
-    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby, shop], writers: [shop]}
+    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [lobby], writers: [shop]}
@@
   feed: {by: writer, lag: 5s}
+  allow: {GM275: "the shop stopped reading profiles in release 41"}
""",
)
