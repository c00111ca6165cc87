"""Warns that indices which ISM already manages keep their copy of a changed policy."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Change
from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.opensearch.changes.policies import AddPolicy
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = Code(
    "GM251",
    "a changed ISM policy does not reach indices that it manages already",
    "Each managed index has a copy of its policy. New indices get the changed policy; the others keep their copy until\n"
    "POST _plugins/_ism/change_policy names them.",
    Severity.WARNING,
)


def review(change: Change[Schema], context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AddPolicy) or change.policy.dialect != "ism":
        return
    if name := context.schema.policy(change.policy.name) and change.policy.name:
        yield Finding(
            f"indices that policy {name} manages already keep the lifecycle they have",
            f"POST _plugins/_ism/change_policy/{name}-* once it is applied",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/chats.yaml --
-  rollover: {size: 30gb, age: 7d}
+  rollover: {size: 50gb, age: 7d}
""",
    passes="""
-- edit schema/entities/chats.yaml --
-  settings: {shards: 1, replicas: 1, refresh: 1s}
+  settings: {shards: 1, replicas: 1, refresh: 5s}
""",
)
