"""A change that copies the table blocks writers for as long as that takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM720",
    "a table is copied",
    """\
ALGORITHM=COPY rewrites the whole table while nothing may write to it (about 100 GiB an hour on large machines), and needs
as much free space. For large tables use gh-ost or spirit with the same clauses, then record it with `gamemodel stamp`.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if context.made_here(change):
        return
    texts = [step.text for step in change.steps(context.schema) if isinstance(step, Statement)]
    if any(algorithms.COPY in text or "PARTITION BY" in text for text in texts):
        yield Finding(
            f"{change.subject} copies the table; writers wait",
            "do it during low traffic, or with an online schema change tool on large tables",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
-  amount:    int32
+  amount:    int64
""",
    passes="""
-- edit schema/entities/purchases.yaml --
   amount:    int32
+  total?:    int64
""",
)
