"""A column of a primary key is renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.changes.columns import RenameColumn
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM216",
    "a key column is renamed",
    "RENAME takes effect on all nodes within moments; a service that still uses the old name fails from then on. Stop the services, or\n"
    "add a table with the new name and move over.",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    del context
    if isinstance(change, RenameColumn):
        message = f"services that use {change.table}.{change.old} fail once it is {change.new}"
        yield Finding(message, "release them together")


RULE = Rule(
    CODE,
    review,
    fails="""
-- file schema/entities/visits.yaml --
doc: Visits to a place, newest first.
owner: team
home: cassandra
identity: [place, id]
volume: {rows: 1M, per: {place: 10/d}}
fields:
  id: timeuuid
  place: string(32)
queries:
  latest: {store: cassandra, by: [place], order: {id: desc}}
cassandra:
  tables:
    visits: {serves: [latest], partition: [place], cluster: {id: desc}}
retention: {cassandra: 30d}
-- edit schema/entities/visits.yaml --
-identity: [place, id]
+identity: [place, visit]
@@
-  id: timeuuid
+  visit: {type: timeuuid, renamed_from: id}
@@
-  latest: {store: cassandra, by: [place], order: {id: desc}}
+  latest: {store: cassandra, by: [place], order: {visit: desc}}
@@
-    visits: {serves: [latest], partition: [place], cluster: {id: desc}}
+    visits: {serves: [latest], partition: [place], cluster: {visit: desc}}
""",
    passes="""
-- edit schema/entities/chats.yaml --
-  room:  string(32)
+  room:  {type: string(32), doc: The name of the channel.}
""",
)
