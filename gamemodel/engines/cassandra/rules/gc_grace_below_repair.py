"""gc_grace_seconds is shorter than the time between repairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.block.sections import Options
from gamemodel.engines.cassandra.changes.tables import AddTable, AlterOptions
from gamemodel.engines.cassandra.dialect.options import effective
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM215",
    "gc_grace below the repair interval",
    "A tombstone that is forgotten before a repair has shown it to every replica lets deleted rows come back. Keep gc_grace_seconds above\n"
    "the store's `repair_interval`.",
    Severity.WARNING,
)
_USUAL_S: Final = 86_400


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AddTable):
        name, options = change.table.name, change.table.options
    elif isinstance(change, AlterOptions):
        name, options = change.name, change.after
    else:
        return
    grace = effective(options, "gc_grace_seconds")
    interval = context.store.options_as(Options).repair_interval
    unchanged = isinstance(change, AlterOptions) and effective(change.before, "gc_grace_seconds") == grace
    if unchanged or int(grace) > (_USUAL_S if interval is None else interval):
        return
    repairs = f"repairs run every {interval} s" if interval is not None else "no repair_interval is declared"
    yield Finding(f"{name} forgets deletes after {grace} s, and {repairs}", "raise gc_grace, or repair more often")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, options: {gc_grace: 1h}}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, options: {gc_grace: 2d}}
""",
)
