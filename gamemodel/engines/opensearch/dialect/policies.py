"""Lifecycle policies between schema values and the requests and answers of their dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.canonical import canonical
from gamemodel.engines.opensearch.dialect.lifecycle import ilm, ilm_reader, ism, ism_reader
from gamemodel.engines.opensearch.dialect.lifecycle.types import MARK, Refused
from gamemodel.engines.opensearch.dialect.lifecycle.types import Policy as Words
from gamemodel.engines.opensearch.schema import Dialect, Policy


def policy_path(policy: Policy) -> str:
    """Where the policy is put."""
    return f"_plugins/_ism/policies/{policy.name}" if policy.dialect == "ism" else f"_ilm/policy/{policy.name}"


def translate(policy: Policy) -> dict[str, Any] | Refused:
    """The body of the PUT, or every reason why the dialect cannot express this lifecycle."""
    if policy.raw:
        return dict(json.loads(policy.raw))
    words = Words(policy.lifecycle, policy.note, policy.patterns, policy.priority)
    return ism.write(words) if policy.dialect == "ism" else ilm.write(words)


def policy_request(policy: Policy) -> dict[str, Any]:
    """The body of the PUT. Raises ValueError where the dialect cannot express it (GM640 finds that earlier)."""
    body = translate(policy)
    if isinstance(body, Refused):
        raise ValueError(str(body))
    return body


def read_policy(name: str, dialect: Dialect, answer: Mapping[str, Any]) -> Policy:
    """The policy in a server's answer. One that gamemodel cannot express is kept in `raw`, so that it counts as different."""
    words = ism_reader.read(answer) if dialect == "ism" else ilm_reader.read(answer)
    if isinstance(words, Refused):
        body = answer.get("policy", answer)
        shown = {key: value for key, value in body.items() if key not in _SERVER_KEYS}
        return Policy(name, dialect, raw=canonical({"policy": shown}))
    return Policy(name, dialect, words.lifecycle, words.note, words.patterns, words.priority)


_SERVER_KEYS = ("policy_id", "last_updated_time", "schema_version", "user")


def owner_of(answer: Mapping[str, Any]) -> str | None:
    """The note of a policy that gamemodel wrote; None for other policies."""
    body = answer.get("policy", answer)
    description = body.get("description")
    if isinstance(description, str) and description.startswith(MARK):
        return description.removeprefix(MARK)
    meta = body.get("_meta")
    if isinstance(meta, Mapping) and meta.get("managed_by") == ilm.OWNER:
        return str(meta.get("note", ""))
    return None
