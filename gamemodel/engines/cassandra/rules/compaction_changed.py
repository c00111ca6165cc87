"""The compaction strategy changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.tables import AlterOptions
from gamemodel.engines.cassandra.dialect.options import effective, read_map
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM702",
    "compaction changes",
    "With another class every node compacts all of the table's files again: for hours on a large table, at the cost of disk throughput\n"
    "and up to as much free space as the table has. Change it during low traffic, one data centre after the other where that matters.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    del context
    if not isinstance(change, AlterOptions):
        return
    old, new = (dict(read_map(effective(each, "compaction"))).get("class") for each in (change.before, change.after))
    if old != new:
        message = f"{change.name} is compacted again on every node: {old} -> {new}"
        yield Finding(message, "apply it during low traffic")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, options: {compaction: {class: LeveledCompactionStrategy}}}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, options: {
+      compaction: {class: SizeTieredCompactionStrategy, min_threshold: 6}}}
""",
)
