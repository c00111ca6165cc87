"""An index that is dropped may still be in use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import DropIndex
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM235",
    "a visible index is dropped",
    """\
A query that used it reads the whole table from then on, and making it again takes as long as the table is large.
Before: `invisible: true` in one revision, a day of watching, then the drop: an invisible index is back in an instant.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, DropIndex) or context.made_here(change):
        return
    table = context.schema.table(change.table)
    index = table.index(change.index) if table else None
    if index and not index.invisible:
        yield Finding(
            f"index {change.table}.{change.index} is dropped while it is visible",
            "make it invisible first, and drop it a revision later",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_of_item: {on: [item], why: reports}

-- edit schema/entities/purchases.yaml --
-    purchases_of_item: {on: [item], why: reports}
""",
    passes="""
-- before schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_of_item: {on: [item], why: reports}

-- edit schema/entities/purchases.yaml --
-    purchases_of_item: {on: [item], why: reports}
+    purchases_of_item: {on: [item], why: reports, invisible: true}
""",
)
