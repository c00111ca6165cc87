"""Dropping a column loses its values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import DropColumn
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM228",
    "a column is dropped",
    """\
Its values are lost, and a statement that still names it fails at once (SELECT * in prepared statements too).
Before: deploy applications that no longer use the column; making it invisible first shows which still do.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, DropColumn) and change.destroys and not context.made_here(change):
        yield Finding(
            f"column {change.subject} is dropped with its values",
            "first deploy applications that no longer use it; `invisible` shows which still do",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
-  item:      string(64)
@@
-retention: {mysql: forever}
+retention: {mysql: forever}
+dropped: [item]
""",
    passes="""
-- edit schema/entities/purchases.yaml --
   primary_key: [id]
+  invisible: [item]
""",
)
