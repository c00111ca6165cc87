"""Translates a lifecycle to an ISM policy of OpenSearch 2.19.

There is one state per phase, in the order of the phases, then `delete`; each state has one transition, to the next. With a rollover
every age is a `min_rollover_age`, so that deletion counts from the rollover. Without one it is a `min_index_age`, since a
`min_rollover_age` on an index that never rolls over fails at every run (measured on OpenSearch 2.19.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.types import (
    MARK,
    Allocation,
    Fault,
    Lifecycle,
    Phase,
    PhaseName,
    Policy,
    Refused,
    Rollover,
    faults,
)
from gamemodel.engines.opensearch.dialect.patterns import is_pattern

FLAVOUR = "opensearch-2.19"
RETRY = {"count": 3, "backoff": "exponential", "delay": "1m"}
"""The retry that the server adds to every action without one (measured on OpenSearch 2.19.1)."""

ORDER = ("index_priority", "rollover", "read_only", "replica_count", "allocation", "force_merge")


def write(policy: Policy) -> dict[str, Any] | Refused:
    """The body of `PUT _plugins/_ism/policies/ID`, or every reason why ISM cannot express the lifecycle."""
    wrong = (*faults(policy.lifecycle), *_inexpressible(policy))
    if wrong:
        return Refused(FLAVOUR, wrong)
    body: dict[str, Any] = {
        "description": MARK + policy.note,
        "default_state": "hot",
        "states": _states(policy.lifecycle),
    }
    if policy.patterns:
        body["ism_template"] = [{"index_patterns": list(policy.patterns), "priority": policy.priority}]
    return {"policy": body}


def _inexpressible(policy: Policy) -> Iterator[Fault]:
    for phase in policy.lifecycle.phases:
        if phase.tier:
            yield Fault(
                f"{phase.name}.tier", "OpenSearch has no data tiers; say which nodes with require: {attribute: value}"
            )
        if phase.shrink is not None:
            yield Fault(
                f"{phase.name}.shrink",
                "the shrunken index is attached to the same policy and starts again, and the source goes on beside it",
            )
    if not policy.patterns and policy.priority:
        yield Fault("priority", "has no meaning without patterns")
    if not 0 <= policy.priority < 2**31:
        yield Fault("priority", f"is {policy.priority}; must be from 0 to 2^31-1")
    for pattern in policy.patterns:
        if not is_pattern(pattern):
            yield Fault("patterns", f"{pattern!r} is not an index pattern")


def _states(lifecycle: Lifecycle) -> list[dict[str, Any]]:
    hot = lifecycle.phase(PhaseName.HOT) or Phase(PhaseName.HOT)
    later = [phase for phase in lifecycle.phases if phase.name is not PhaseName.HOT]
    states = [(str(phase.name), phase.after, _actions(phase, lifecycle.rollover)) for phase in (hot, *later)]
    if lifecycle.delete_after is not None:
        states.append(("delete", lifecycle.delete_after, [{"delete": {}}]))
    condition = "min_rollover_age" if lifecycle.rollover else "min_index_age"
    out = [{"name": name, "actions": actions, "transitions": []} for name, _, actions in states]
    for state, (name, after, _) in zip(out, states[1:], strict=False):
        transition: dict[str, Any] = {"state_name": name}
        if after:
            transition["conditions"] = {condition: units.age_text(after)}
        state["transitions"] = [transition]
    return out


def _actions(phase: Phase, rollover: Rollover | None) -> list[dict[str, Any]]:
    """The actions in the order of `ORDER`. The priority is set before the rollover, which may take days; the lock comes after it."""
    actions: list[dict[str, Any]] = []
    if phase.priority is not None:
        actions.append({"index_priority": {"priority": phase.priority}})
    if rollover is not None and phase.name is PhaseName.HOT:
        conditions = rollover.conditions("min_size", "min_primary_shard_size", "min_doc_count", "min_index_age")
        actions.append({"rollover": conditions})
    if phase.read_only:
        actions.append({"read_only": {}})
    if phase.replicas is not None:
        actions.append({"replica_count": {"number_of_replicas": phase.replicas}})
    if phase.allocation != Allocation():
        kinds = ("require", "include", "exclude")
        actions.append(
            {"allocation": {kind: dict(getattr(phase.allocation, kind)) for kind in kinds} | {"wait_for": True}}
        )
    if phase.force_merge is not None:
        actions.append({"force_merge": {"max_num_segments": phase.force_merge}})
    return actions
