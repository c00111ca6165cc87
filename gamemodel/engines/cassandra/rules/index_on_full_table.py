"""An index is added to a table that has rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.indexes import AddIndex
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM700",
    "an index is built over existing rows",
    "Every node reads its whole part of the table to build the index. Until it is built, queries through it fail or lack rows; the\n"
    "migration waits for all nodes. Afterwards every write costs more.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AddIndex) and not context.made_here(change):
        message = f"index {change.index.name} is built over all rows of {change.table}"
        yield Finding(message, "apply it during low traffic")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, indexes: {players_by_coins: {on: coins, why: support}}}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players_by_coins: {why: support, partition: [coins], cluster: {id: asc}}
""",
)
