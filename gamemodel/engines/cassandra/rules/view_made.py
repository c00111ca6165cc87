"""A materialized view is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.views import AddView
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM217",
    "a materialized view",
    "Views are experimental: a view can lose rows for good when nodes fail, and only dropping and building it again mends that. Writes to\n"
    "the base cost a read each. `copies: double-write` with two tables is the dependable form.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    del context
    if isinstance(change, AddView):
        message = f"view {change.view.name} may drift from {change.view.base}"
        yield Finding(message, "prefer `copies: double-write`")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players_by_id: {why: support, copies: view, partition: [id], cluster: {name: asc}}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players_by_id: {why: support, copies: double-write, partition: [id], cluster: {name: asc}}
""",
)
