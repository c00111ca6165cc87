"""The default time to live changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.tables import AlterOptions
from gamemodel.engines.cassandra.dialect.options import effective
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM503",
    "a table's TTL changes",
    "default_time_to_live is read when a row is written. Rows that exist keep the time they were given: after shortening it, old rows\n"
    "outlive the new retention until they are written again; after lengthening it, they still go at the old time.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    del context
    if not isinstance(change, AlterOptions) or change.view:
        return
    old, new = (int(effective(each, "default_time_to_live")) for each in (change.before, change.after))
    if old != new:
        how = "shortened" if new and (new < old or not old) else "lengthened"
        yield Finding(
            f"TTL of {change.name} is {how} from {old or 'none'} to {new or 'none'} s: rows that exist keep the old one",
            "rewrite rows that must expire earlier, or wait for the old time to pass",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/chats.yaml --
-retention: {cassandra: 90d, opensearch: 30d, grace: 7d}
+retention: {cassandra: 60d, opensearch: 30d, grace: 7d}
""",
    passes="""
-- edit schema/entities/chats.yaml --
-retention: {cassandra: 90d, opensearch: 30d, grace: 7d}
+retention: {cassandra: 90d, opensearch: 20d, grace: 7d}
""",
)
