"""Warns that indices which ISM manages already keep their copy of a policy that changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.changes import PutPolicy
from gamemodel.engines.opensearch.codes import LIFECYCLE_TO_COME
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.rules import Finding, Rule, RuleContext


def _found(schema: Schema, change: Any) -> Iterator[Diagnostic]:
    if isinstance(change, PutPolicy) and change.policy.dialect == "ism" and schema.policy(change.policy.name):
        yield Diagnostic(
            LIFECYCLE_TO_COME.id,
            f"indices that policy {change.policy.name} manages already keep the lifecycle they have",
            help=f"POST _plugins/_ism/change_policy/{change.policy.name}-* once it is applied",
            severity=LIFECYCLE_TO_COME.severity,
        )


def review(change: Any, context: RuleContext[Schema]) -> Iterator[Finding]:
    for found in _found(context.schema, change):
        yield Finding(found.message, found.help)


RULE = Rule(LIFECYCLE_TO_COME, review)
