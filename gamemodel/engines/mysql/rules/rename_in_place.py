"""A rename in place breaks applications that use the old name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import RenameColumn, RenameTable
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM238",
    "a rename in place",
    """\
The rename is instant; from then on an application that uses the old name fails, and one that uses the new name failed
until then. There is no moment at which both work.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, RenameColumn | RenameTable) and not context.made_here(change):
        yield Finding(change.describe()[2:], "stop the application for it, or expand and contract instead")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
-  item:      string(64)
+  article:   {type: string(64), renamed_from: item}
@@
   table: purchases
+  rename: in-place
""",
    passes="""
-- edit schema/entities/purchases.yaml --
   item:      string(64)
+  article?:  {type: string(64), from: item}
""",
)
