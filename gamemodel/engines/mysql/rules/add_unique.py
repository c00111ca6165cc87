"""A unique index over existing rows fails where there are duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddIndex, AlterIndex
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM230",
    "a unique index over existing rows",
    """\
The server reads all rows and refuses at the first duplicate (1062), however late it finds it; from then on writers that
insert duplicates fail. Before: count duplicates with GROUP BY … HAVING COUNT(*) > 1.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if context.made_here(change):
        return
    message = ""
    if isinstance(change, AddIndex) and change.index.unique:
        message = f"unique index {change.table}.{change.index.name} over existing rows"
    if isinstance(change, AlterIndex) and change.new.unique and not change.old.unique:
        message = f"index {change.table}.{change.new.name} becomes unique over existing rows"
    if message:
        yield Finding(message, "look for duplicates first: GROUP BY … HAVING COUNT(*) > 1")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_once: {unique: [player_id, item, at]}
""",
    passes="""
-- edit schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_once: {on: [player_id, item, at], why: finds duplicates before it becomes unique}
""",
)
