"""A new check constraint is tried on every existing row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddCheck, AlterCheck
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM233",
    "a check over existing rows",
    """\
The server copies the table and refuses at the first row that fails the check (3819). A new value of an enum changes its
check, too. Before: count the rows that fail it; `enforced: false` is instant and only documents the rule.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if context.made_here(change):
        return
    check = change.check if isinstance(change, AddCheck) else change.new if isinstance(change, AlterCheck) else None
    if check and check.enforced:
        yield Finding(
            f"check {change.table}.{check.name} copies the table and is tried on every row",
            "count the rows that fail it first, or write enforced: false",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
   primary_key: [id]
+  checks: {amount_positive: "amount > 0"}
""",
    passes="""
-- edit schema/entities/purchases.yaml --
   primary_key: [id]
+  checks: {amount_positive: {that: "amount > 0", enforced: false}}
""",
)
