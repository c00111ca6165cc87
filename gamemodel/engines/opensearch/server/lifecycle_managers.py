"""Which lifecycle policy manages each live index."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gamemodel.engines.opensearch.dialect.settings import flatten
from gamemodel.engines.opensearch.schema import LIFECYCLE, Deviation, Dialect, Indices, Schema
from gamemodel.engines.opensearch.server.connection import Connection, words_of
from gamemodel.engines.opensearch.server.live_indices import Live
from gamemodel.errors import ServerRefused

_POLICY: Final = "index.plugins.index_state_management.policy_id"
_SETTLING_S: Final = 120
"""A new index is attached within 1 s (measured on OpenSearch 2.19.1), or at the next sweep."""


def managers_of(answer: Mapping[str, Any]) -> dict[str, str | None]:
    """Index -> the policy that manages it, from the answer of `_ism/explain`."""
    return {name: each.get(_POLICY) for name, each in answer.items() if isinstance(each, Mapping)}


def managers(wire: Connection, target: str) -> dict[str, str | None]:
    """Index -> policy for every index that `target` names; none where there is no index (measured: 400 `no documents to get`)."""
    answer = wire.ask("GET", f"_plugins/_ism/explain/{target}")
    if answer.ok:
        return managers_of(answer.body)
    if answer.status == 404 or "no documents to get" in words_of(answer.body):
        return {}
    raise ServerRefused(words_of(answer.body), f"GET _plugins/_ism/explain/{target}")


def ungoverned(wire: Connection, live: Live, expected: Schema, dialect: Dialect) -> Iterator[Deviation]:
    """Live indices that lack the settings of their lifecycle, or that another policy or none manages."""
    indices = {each.name: each for each in expected.indices}
    for part in expected.components:
        one = indices.get(part.name.removesuffix(LIFECYCLE))
        if one is not None and part.name.endswith(LIFECYCLE):
            yield from _settings(live, one, dict(part.settings))
    for policy in expected.policies:
        one = indices.get(policy.name)
        if one is None or dialect != "ism":
            continue
        now = time.time() * 1000
        for name, manager in managers(wire, one.target).items():
            body = live.indices.get(name)
            made = int(dict(flatten(body["settings"])).get("creation_date", "0")) if body else 0
            if manager != policy.name and body is not None and now - made > _SETTLING_S * 1000:
                by = f"policy {manager}" if manager else "no policy"
                yield Deviation(f"policy:{policy.name}", f"index {name} is managed by {by}")


def _settings(live: Live, one: Indices, says: dict[str, str]) -> Iterator[Deviation]:
    for name, body in live.members(one).items():
        has = dict(flatten(body["settings"]))
        for key, text in says.items():
            if has.get(key) != text:
                yield Deviation(
                    f"indices:{one.name}.settings",
                    f"index {name} has {key} {has.get(key, 'not set')}, the lifecycle needs {text}",
                )
