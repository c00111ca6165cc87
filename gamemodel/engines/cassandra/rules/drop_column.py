"""A column is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.columns import DropColumn
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM214",
    "a column is dropped",
    "Reads no longer see it from that moment on; the values go with the next compactions. Services that still name the column fail.\n"
    "The name comes back only with a compatible type. Values that are written with a clock ahead of the server's would come back too.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    del context
    if isinstance(change, DropColumn):
        message = (
            f"the values of {change.table}.{change.column.name} are lost, and the name is bound to {change.column.type}"
        )
        yield Finding(message, "remove it from all services first")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-  email?:    string(64)
""",
    passes="""
-- edit schema/entities/players.yaml --
-  email?:    string(64)
+  email?:    {type: string(64), deprecated: true}
""",
)
