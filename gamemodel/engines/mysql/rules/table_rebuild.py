"""A rebuild in place lets writers go on, but takes space, time and I/O."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterColumn, AlterPrimaryKey, AlterTableOptions, MoveColumn
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM721",
    "a table is rebuilt",
    """\
ALGORITHM=INPLACE with a rebuild rewrites the table while it is in use: it needs as much free space, keeps a log of the
changes made meanwhile, and replicas that follow the binary log lag for as long.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if context.made_here(change):
        return
    if isinstance(change, AlterColumn):
        rebuilds = change.old.nullable != change.new.nullable
    elif isinstance(change, AlterTableOptions):
        rebuilds = change.old.row_format != change.new.row_format
    else:
        rebuilds = isinstance(change, AlterPrimaryKey | MoveColumn)
    steps = change.steps(context.schema) if rebuilds else ()
    if any(isinstance(step, Statement) and algorithms.INPLACE in step.text for step in steps):
        yield Finding(
            f"{change.subject} rebuilds the table", "check the free space on the volume, and watch the lag of replicas"
        )


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
+  note?:     string(40)
""",
)
