"""A new table for rows that another table already holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.tables import AddTable
from gamemodel.engines.cassandra.schema import Schema, Table
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM219",
    "a table for a new query begins empty",
    "The new table holds what is written from now on; rows that its neighbour has already are not in it. Let the writer fill both, copy\n"
    "the older rows by a job or by a hand-written step (`gamemodel make --empty`), and only then read from it.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    # Compared with the tables before the whole revision: tables that it makes together begin empty together.
    if not isinstance(change, AddTable):
        return
    neighbour = next((each for each in context.old.tables if _holds(each, change.table)), None)
    if neighbour is not None:
        message = f"table {change.table.name} begins empty: rows that are in {neighbour.name} already are not copied"
        yield Finding(message, "write both tables, copy the older rows, then read from the new one")


def _holds(known: Table, new: Table) -> bool:
    """Whether each column of the new table, but for its time bucket, is one of `known`."""
    have = {(each.name, each.type) for each in known.columns}
    rest = [each for each in new.columns if (each.name, each.type) not in have]
    return len(new.columns) > 2 and all(each.type == "date" and each.name in new.partition for each in rest)


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players_by_id: {why: support, partition: [id], cluster: {name: asc}}
""",
    passes="""
-- edit schema/entities/players.yaml --
-    players: {serves: [by_name], partition: [name], cluster: {id: asc}}
+    players: {serves: [by_name], partition: [name], cluster: {id: asc}, indexes: {players_by_id: {on: id, why: support}}}
""",
)
