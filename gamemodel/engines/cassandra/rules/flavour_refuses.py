"""A statement that the store's flavour does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.cassandra.dialect.statements import without_id
from gamemodel.engines.cassandra.dialect.validator import validate_statement
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM605",
    "the flavour refuses the statement",
    "The change is one that Cassandra makes and the store's flavour does not: Amazon Keyspaces drops and renames no column, alters no type\n"
    "and has no indexes or views. Leave the column in the model and mark it `deprecated`, or model the change with a new table.",
    Severity.ERROR,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for step in change.steps(context.schema):
        if isinstance(step, Statement) and (
            reasons := validate_statement(without_id(step.text), context.store.flavour)
        ):
            yield Finding(f"{change.describe()}: {reasons[0]}", "keep what is there, or add a new table beside it")
            return


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/topology.yaml --
-  cassandra:  {flavour: cassandra-5.0, scope: spanning, keyspace: game, replication: 3}
+  cassandra:  {flavour: keyspaces, scope: spanning, keyspace: game, replication: 3}
-- edit schema/entities/players.yaml --
-  email?:    string(64)
""",
    passes="""
-- before schema/topology.yaml --
-  cassandra:  {flavour: cassandra-5.0, scope: spanning, keyspace: game, replication: 3}
+  cassandra:  {flavour: keyspaces, scope: spanning, keyspace: game, replication: 3}
-- edit schema/entities/players.yaml --
-  email?:    string(64)
+  email?:    {type: string(64), deprecated: true}
""",
)
