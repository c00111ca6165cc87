"""Warns that a lifecycle deletes indices earlier than before, or begins to delete them."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Change
from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.opensearch.changes.policies import AddPolicy
from gamemodel.engines.opensearch.dialect.lifecycle.units import age_text
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = Code(
    "GM249",
    "a shorter retention deletes indices soon",
    "The lifecycle deletes indices earlier than before. Indices that are already older are deleted at the next run of the server's job.\n"
    "With ISM, indices that are already managed keep their copy of the old policy until change_policy.",
    Severity.WARNING,
)


def review(change: Change[Schema], context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AddPolicy):
        return
    old, after = context.schema.policy(change.policy.name), change.policy.lifecycle.delete_after
    if old is None or after is None:
        return
    before = old.lifecycle.delete_after
    if before is None or after < before:
        was = "never" if before is None else f"after {age_text(before)}"
        yield Finding(
            f"indices of {change.policy.name} are deleted after {age_text(after)}; before: {was}",
            "older indices may go at once",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/chats.yaml --
-retention: {cassandra: 90d, opensearch: 30d, grace: 7d}
+retention: {cassandra: 90d, opensearch: 14d, grace: 7d}
""",
    passes="""
-- edit schema/entities/chats.yaml --
-retention: {cassandra: 90d, opensearch: 30d, grace: 7d}
+retention: {cassandra: 90d, opensearch: 60d, grace: 7d}
""",
)
