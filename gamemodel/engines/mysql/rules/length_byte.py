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
    "Up to 255 bytes a varchar keeps its length in one byte, beyond in two; crossing the border copies the table, while growing on\n"
    "either side of it is done in place. In utf8mb4 the border lies between 63 and 64 characters.",
    Severity.WARNING,
)
CURE: Final = "stay at or below 255 bytes (63 characters of utf8mb4), or do it in a quiet hour"


def _message(before: Schema, change: Any) -> str:
    """What to say of one change; empty: nothing."""
    del before
    if not isinstance(change, AlterColumn):
        return ""
    old, new = types.parse(change.old.type), types.parse(change.new.type)
    if old.base != "varchar" or new.base != "varchar":
        return ""
    before_bytes = old.length * charsets.width(change.old.collation)
    after_bytes = new.length * charsets.width(change.new.collation)
    if before_bytes <= 255 < after_bytes:
        return f"{change.subject}: {change.old.type} -> {change.new.type} crosses 255 bytes and copies the table"
    return ""


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if not context.made_here(change) and (message := _message(context.schema, change)):
        yield Finding(message, CURE)


RULE = Rule(CODE, review)
