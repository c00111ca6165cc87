"""Dropping a table loses its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import DropTable
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM227",
    "a table is dropped",
    """\
All rows of the table are lost, and what still reads or writes it fails at once. The rollback makes an empty table.
Before: make sure that nothing uses it (performance_schema.table_io_waits_summary_by_table), and that a backup exists.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, DropTable) and not context.made_here(change):
        yield Finding(
            f"table {change.table} is dropped with all its rows", "make sure that nothing reads it; keep a backup"
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- delete schema/entities/purchases.yaml --
""",
    passes="""
-- edit schema/entities/purchases.yaml --
   table: purchases
+  comment: retired; to be dropped when nothing reads it
""",
)
