"""Another primary key rebuilds the table and all its indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterPrimaryKey
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM236",
    "another primary key",
    """\
InnoDB stores rows in the order of the primary key and a copy of it in every other index: all of them are rebuilt, duplicates
stop it, and every copy of the rows elsewhere still has the old identity.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AlterPrimaryKey) and not context.made_here(change):
        yield Finding(change.describe()[2:], "do it during low traffic; look for duplicates first")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
-  primary_key: [id]
+  primary_key: [id, player_id]
""",
    passes="""
-- edit schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_id_player: {unique: [id, player_id]}
""",
)
