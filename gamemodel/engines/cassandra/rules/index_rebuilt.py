"""An index is dropped and made again under its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.indexes import AddIndex, DropIndex
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM701",
    "an index is rebuilt",
    "Nothing alters an index, so it is dropped and built again. In between, queries through it fail. To change over without a gap, add\n"
    "the new index under another name, move the reading, then remove the old one.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    changes = context.difference.changes
    if isinstance(change, DropIndex) and any(
        isinstance(each, AddIndex) and each.subject == change.subject for each in changes
    ):
        message = f"until {change.name} is built again, queries through it fail"
        yield Finding(message, "add it under another name first")


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, indexes: {
+      players_by_coins: {on: coins, using: legacy, why: support}
+    }}
-- edit schema/entities/players.yaml --
-      players_by_coins: {on: coins, using: legacy, why: support}
+      players_by_coins: {on: coins, why: support}
""",
    passes="""
-- before schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, indexes: {
+      players_by_coins: {on: coins, using: legacy, why: support}
+    }}
-- edit schema/entities/players.yaml --
-      players_by_coins: {on: coins, using: legacy, why: support}
+      players_by_coins: {on: coins, using: legacy, why: support},
+      players_by_coins_sai: {on: coins, why: support}
""",
)
