"""Another collation changes which values are equal and how rows sort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM231",
    "another collation",
    """\
Another collation changes which texts are equal: unique keys may find duplicates, joins between columns of different
collations cannot use their indexes, and the order of results changes. Another character set rewrites the table.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AlterColumn) or context.made_here(change):
        return
    if change.old.collation and change.old.collation != change.new.collation:
        yield Finding(
            f"{change.subject}: collation {change.old.collation} -> {change.new.collation or 'none'}",
            "compare the collations of all columns that this one is joined with",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
   primary_key: [id]
+  columns: {item: {collation: utf8mb4_0900_ai_ci}}
""",
    passes="""
-- edit schema/entities/purchases.yaml --
   item:      string(64)
+  label?:    string(64)
@@
   primary_key: [id]
+  columns: {label: {collation: utf8mb4_0900_ai_ci}}
""",
)
