"""Warns that a field stays in live indices after the model drops it."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Change
from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.opensearch.changes.indices import AlterIndices, AlterNextIndex
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = Code(
    "GM248",
    "a removed field stays in live indices",
    "A field cannot be removed from the mapping of an index. Existing indices and their documents keep it, so personal data in it stays\n"
    "until the indices are deleted or rebuilt.",
    Severity.WARNING,
)


def review(change: Change[Schema], context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AlterIndices | AlterNextIndex):
        return
    old = context.schema.index_set(change.indices.name)
    kept = change.indices.mapping.paths()
    for path in old.mapping.paths() if old else ():
        if path not in kept:
            yield Finding(
                f"{change.indices.name}.{path} stays in the documents and in the indices that exist",
                "delete or rebuild those indices if it must not be kept",
                f"indices:{change.indices.name}.{path}",
            )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/players.yaml --
-  fields: [id, name, rank, coins, joined_at]
+  fields: [id, name, rank, joined_at]
""",
    passes="""
-- edit schema/entities/players.yaml --
-  fields: [id, name, rank, coins, joined_at]
+  fields: [id, name, rank, coins, joined_at, email]
""",
)
