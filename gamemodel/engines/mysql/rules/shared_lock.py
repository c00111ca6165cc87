"""Some changes in place let readers go on, but not writers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gamemodel.diagnostics import Code, Severity
from gamemodel.engines.mysql.dialect import algorithms
from gamemodel.engines.mysql.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext
from gamemodel.step import Statement

CODE: Final = Code(
    "GM722",
    "writers wait for a change in place",
    """\
Full-text, spatial and functional indexes, AUTO_INCREMENT columns and partitions split or merged are made in place
under LOCK=SHARED: reads go on, writes wait.""",
    Severity.WARNING,
)


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    if context.made_here(change):
        return
    if any(
        isinstance(step, Statement) and algorithms.INPLACE_SHARED in step.text for step in change.steps(context.schema)
    ):
        yield Finding(f"{change.subject}: writers of the table wait until it is done", "do it during low traffic")


RULE = Rule(
    CODE,
    review,
    fails="""
-- edit schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_words: {fulltext: [item], why: support searches in it}
""",
    passes="""
-- edit schema/entities/purchases.yaml --
     purchases_of_player: {serves: [of_player], on: [player_id, {at: desc}]}
+    purchases_words: {on: [item], why: support searches in it}
""",
)
