"""A new foreign key copies its table and locks the other one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.changes import AddForeignKey
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE: Final = Code(
    "GM229",
    "a foreign key over existing rows",
    """\
With foreign_key_checks on, adding a foreign key copies the table under a shared lock, refuses at the first row without a
partner (1452), and takes a metadata lock on the other table at the end.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, AddForeignKey) and not context.made_here(change):
        yield Finding(
            f"foreign key {change.table}.{change.key.name} copies {change.table} and locks {change.key.table}",
            "look for rows without a partner first, and do it during low traffic",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- before schema/entities/purchases.yaml --
-  player_id: {ref: players.id, on_delete: restrict}
+  player_id: {ref: players.id}

-- edit schema/entities/purchases.yaml --
-  player_id: {ref: players.id}
+  player_id: {ref: players.id, on_delete: restrict}
""",
    passes="""
-- before schema/entities/purchases.yaml --
-  player_id: {ref: players.id, on_delete: restrict}
+  player_id: {ref: players.id}

-- edit schema/entities/purchases.yaml --
-  player_id: {ref: players.id}
+  player_id: {ref: players.id, doc: The buyer; MySQL does not enforce it.}
""",
)
