"""A table is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.tables import DropTable
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM213",
    "a table is dropped",
    "Its rows are gone on all nodes at once; unless auto_snapshot is on, for good. Be sure that no service reads or writes it:\n"
    "a writer that still runs fails. The step waits for `--destroy`.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    del context
    if isinstance(change, DropTable):
        message = f"table {change.name} and its rows are lost"
        yield Finding(message, "take a snapshot first: nodetool snapshot")


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/chats.yaml --
-    chats: {serves: [latest], partition: [room, month(id)], cluster: {id: desc}}
+    chats: {serves: [latest], partition: [room, month(id)], cluster: {id: desc}}
+    chats_by_day: {why: exports, partition: [room, day(id)], cluster: {id: desc}}
-- edit schema/entities/chats.yaml --
-    chats_by_day: {why: exports, partition: [room, day(id)], cluster: {id: desc}}
""",
    passes="""
-- before schema/entities/chats.yaml --
-    chats: {serves: [latest], partition: [room, month(id)], cluster: {id: desc}}
+    chats: {serves: [latest], partition: [room, month(id)], cluster: {id: desc}}
+    chats_by_day: {why: exports, partition: [room, day(id)], cluster: {id: desc}}
-- edit schema/entities/chats.yaml --
-    chats_by_day: {why: exports, partition: [room, day(id)], cluster: {id: desc}}
+    chats_by_day: {why: exports until June, partition: [room, day(id)], cluster: {id: desc}}
""",
)
