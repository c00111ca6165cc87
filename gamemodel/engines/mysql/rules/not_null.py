"""A column that becomes required fails where a row has no value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM234",
    "a column becomes required",
    """\
The table is rebuilt, rows without a value stop it (a check looks for them first), and writers that leave the column out
fail afterwards unless it has a default.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AlterColumn) or context.made_here(change):
        return
    if change.old.nullable and not change.new.nullable:
        yield Finding(f"{change.subject} becomes required", "first deploy writers that always give a value")


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/purchases.yaml --
   item:      string(64)
+  note?:     string(20)

-- edit schema/entities/purchases.yaml --
-  note?:     string(20)
+  note:      string(20)
""",
    passes="""
-- before schema/entities/purchases.yaml --
   item:      string(64)
+  note?:     string(20)

-- edit schema/entities/purchases.yaml --
-  note?:     string(20)
+  note?:     {type: string(20), default: none}
""",
)
