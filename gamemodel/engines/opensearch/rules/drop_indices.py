"""Warns that indices are deleted with their documents."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Change
from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.opensearch.changes.indices import DropIndices
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = Code(
    "GM250",
    "documents are deleted",
    "The indices behind an alias or a stream, or a single index, are deleted with their documents. Templates and policies hold none.\n"
    "`migrate` stops before this change until it is allowed with --destroy.",
    Severity.WARNING,
)


def review(change: Change[Schema], context: RuleContext[Schema]) -> Iterator[Finding]:
    if isinstance(change, DropIndices) and (old := context.schema.index_set(change.name)) is not None:
        yield Finding(
            f"{old.target} is deleted with its documents", "take a snapshot first where they are the only copy"
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/chats.yaml --
-  index: chats
+  index: chat-lines
""",
    passes="""
-- edit schema/entities/chats.yaml --
-  fields: [id, room, at]
+  fields: [id, room, line, at]
""",
)
