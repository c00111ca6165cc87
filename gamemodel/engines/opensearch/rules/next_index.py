"""Warns that a definition or a setting takes effect with the next index only."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Change
from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.opensearch.changes.indices import AlterIndices, AlterNextIndex
from gamemodel.engines.opensearch.dialect.in_place import conflicts, settings_conflicts
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext

CODE = Code(
    "GM247",
    "a change reaches only indices made from now on",
    "The setting or definition is part of the template. Existing indices keep theirs until they are replaced by rollover or rebuilt.\n"
    "Until then, searches over the alias see both.",
    Severity.WARNING,
)


def review(change: Change[Schema], context: RuleContext[Schema]) -> Iterator[Finding]:
    if not isinstance(change, AlterIndices | AlterNextIndex):
        return
    old, new = context.schema.index_set(change.indices.name), change.indices
    if old is None:
        return
    when, help = "the next index", "searches see both until older indices are gone"
    if new.kind == "rebuilt":
        when, help = "the next rebuild", "run the job, then `gamemodel swap`"
    for blocked in (*conflicts(old, new), *settings_conflicts(old.settings, new.settings)):
        yield Finding(
            f"{new.name}: {blocked.path} {blocked.was} -> {blocked.becomes} takes effect with {when}",
            help,
            f"indices:{new.name}.{blocked.path}",
        )


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/chats.yaml --
-  settings: {shards: 1, replicas: 1, refresh: 1s}
+  settings: {shards: 2, replicas: 1, refresh: 1s}
""",
    passes="""
-- edit schema/entities/chats.yaml --
-  settings: {shards: 1, replicas: 1, refresh: 1s}
+  settings: {shards: 1, replicas: 2, refresh: 1s}
""",
)
