"""Translates a lifecycle to an ILM policy of Elasticsearch 8.

Two defaults of Elasticsearch are overridden so that the policy does what the lifecycle describes: `min_docs: 0`, since from 8.5 on an
empty index does not roll over by age otherwise, and `migrate`, since warm and cold phases move to data tiers otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.types import (
    Fault,
    Phase,
    PhaseName,
    Policy,
    Refused,
    Rollover,
    faults,
)

FLAVOUR = "elasticsearch-8"
LATEST_MINOR = 19
OWNER = "gamemodel"
KINDS = ("require", "include", "exclude")


def write(policy: Policy, minor: int = LATEST_MINOR) -> dict[str, Any] | Refused:
    """The body of `PUT _ilm/policy/ID` for Elasticsearch 8.`minor`, or every reason why ILM cannot express the lifecycle."""
    wrong = (*faults(policy.lifecycle), *_inexpressible(policy))
    if wrong:
        return Refused(FLAVOUR, wrong)
    lifecycle = policy.lifecycle
    phases: dict[str, Any] = {}
    if lifecycle.rollover is not None and lifecycle.phase(PhaseName.HOT) is None:
        phases["hot"] = _phase(Phase(PhaseName.HOT), lifecycle.rollover, minor)
    for phase in lifecycle.phases:
        phases[str(phase.name)] = _phase(phase, lifecycle.rollover, minor)
    if lifecycle.delete_after is not None:
        phases["delete"] = {"min_age": units.age_text(lifecycle.delete_after), "actions": {"delete": {}}}
    return {"policy": {"phases": phases, "_meta": {"managed_by": OWNER, "note": policy.note}}}


def _inexpressible(policy: Policy) -> Iterator[Fault]:
    for phase in policy.lifecycle.phases:
        for action in _used(phase):
            if phase.name is PhaseName.HOT and action in ("replicas", "allocation", "tier"):
                yield Fault(
                    f"hot.{action}",
                    "is not allowed by ILM in the hot phase; the index template says it for hot indices",
                )
            if (
                phase.name is PhaseName.HOT
                and action in ("shrink", "force_merge")
                and policy.lifecycle.rollover is None
            ):
                yield Fault(f"hot.{action}", "is allowed by ILM in the hot phase only after a rollover")
            if phase.name is PhaseName.COLD and action in ("shrink", "force_merge"):
                yield Fault(f"cold.{action}", "is not allowed by ILM in the cold phase; do it in warm")
    if policy.patterns or policy.priority:
        yield Fault("patterns", "are not part of an ILM policy; the index template names the policy")


def _used(phase: Phase) -> Iterator[str]:
    nothing = Phase(phase.name, phase.after)
    for name in ("priority", "read_only", "replicas", "allocation", "tier", "shrink", "force_merge"):
        if getattr(phase, name) != getattr(nothing, name):
            yield name


def _phase(phase: Phase, rollover: Rollover | None, minor: int) -> dict[str, Any]:
    actions: dict[str, Any] = {}
    if phase.priority is not None:
        actions["set_priority"] = {"priority": phase.priority}
    if rollover is not None and phase.name is PhaseName.HOT:
        actions["rollover"] = _rollover(rollover, minor)
    if phase.read_only:
        actions["readonly"] = {}
    allocate: dict[str, Any] = {
        kind: dict(getattr(phase.allocation, kind)) for kind in KINDS if getattr(phase.allocation, kind)
    }
    if phase.replicas is not None:
        allocate["number_of_replicas"] = phase.replicas
    if allocate:
        actions["allocate"] = allocate
    if phase.name is not PhaseName.HOT:
        actions["migrate"] = {"enabled": phase.tier}
    if phase.shrink is not None:
        actions["shrink"] = {"number_of_shards": phase.shrink}
    if phase.force_merge is not None:
        actions["forcemerge"] = {"max_num_segments": phase.force_merge}
    return {"min_age": units.age_text(phase.after), "actions": actions}


def _rollover(rollover: Rollover, minor: int) -> dict[str, Any]:
    conditions = rollover.conditions("max_size", "max_primary_shard_size", "max_docs", "max_age")
    return conditions | {"min_docs": 0} if rollover.age is not None and minor >= 4 else conditions
