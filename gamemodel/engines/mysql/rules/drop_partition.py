"""Dropping a partition loses its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AlterPartitioning
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM237",
    "partitions are dropped",
    """\
Dropping a partition drops its rows, as fast as dropping a table. Ranges are split and merged in place; other changes of
the partitioning copy the table.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AlterPartitioning) and change.destroys and not context.made_here(change):
        yield Finding(
            f"{change.describe()[2:]} are dropped with their rows", "archive the rows first if they are still needed"
        )


_AUDITS: Final = """
-- file schema/entities/audits.yaml --
doc: What an operator did.
owner: team
home: mysql
identity: [id, at]
volume: {rows: 1M}
fields:
  id: uuid
  at: date
queries:
  by_id: {store: mysql, by: [id], range: at}
mysql:
  primary_key: [id, at]
  serves: [by_id]
  partitioning: {range: at, partitions: {p2025: "2026-01-01", p2026: "2027-01-01", later: max}}
retention: {mysql: forever}

"""

RULE = Rule(
    CODE,
    review,
    fails=_AUDITS
    + """-- edit schema/entities/audits.yaml --
-  partitioning: {range: at, partitions: {p2025: "2026-01-01", p2026: "2027-01-01", later: max}}
+  partitioning: {range: at, partitions: {p2026: "2027-01-01", later: max}}
""",
    passes=_AUDITS
    + """-- edit schema/entities/audits.yaml --
-  partitioning: {range: at, partitions: {p2025: "2026-01-01", p2026: "2027-01-01", later: max}}
+  partitioning: {range: at, partitions: {p2025: "2026-01-01", p2026: "2027-01-01", p2027: "2028-01-01", later: max}}
""",
)
