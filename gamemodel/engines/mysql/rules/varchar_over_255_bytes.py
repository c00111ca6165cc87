"""A varchar that crosses 255 bytes needs a second length byte in every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.changes import AlterColumn
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM232",
    "a varchar crosses 255 bytes",
    """\
Up to 255 bytes a varchar stores its length in one byte, beyond in two; crossing the border copies the table, while growing on
either side of it is done in place. In utf8mb4 the border lies between 63 and 64 characters.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AlterColumn) or context.made_here(change):
        return
    old, new = types.parse(change.old.type), types.parse(change.new.type)
    if old.base != "varchar" or new.base != "varchar":
        return
    before, after = old.length * charsets.width(change.old.collation), new.length * charsets.width(change.new.collation)
    if before <= 255 < after:
        yield Finding(
            f"{change.subject}: {change.old.type} -> {change.new.type} crosses 255 bytes and copies the table",
            "stay at or below 255 bytes (63 characters of utf8mb4), or do it during low traffic",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/purchases.yaml --
-  item:      string(64)
+  item:      string(32)

-- edit schema/entities/purchases.yaml --
-  item:      string(32)
+  item:      string(64)
""",
    passes="""
-- before schema/entities/purchases.yaml --
-  item:      string(64)
+  item:      string(32)

-- edit schema/entities/purchases.yaml --
-  item:      string(32)
+  item:      string(63)
""",
)
