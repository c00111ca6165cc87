"""A lifecycle as an ILM policy of Elasticsearch 8, and back; what Elasticsearch takes is left to ilm_rules.py.

Two defaults of Elasticsearch are written out so that the policy does what the lifecycle says, no more: `min_docs: 0`, since from 8.5
on an empty index does not roll over by age otherwise, and `migrate`, since warm and cold phases move to data tiers otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.types import (
    Allocation,
    Fault,
    Lifecycle,
    Phase,
    PhaseName,
    Policy,
    Refused,
    Rollover,
    faults,
    normalised,
)

FLAVOUR = "elasticsearch-8"
LATEST_MINOR = 19
OWNER = "gamemodel"
_KINDS = ("require", "include", "exclude")


def write(policy: Policy, minor: int = LATEST_MINOR) -> dict[str, Any] | Refused:
    """The body of `PUT _ilm/policy/ID` for Elasticsearch 8.`minor`, or every reason why ILM cannot do what the lifecycle says."""
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
        kind: dict(getattr(phase.allocation, kind)) for kind in _KINDS if getattr(phase.allocation, kind)
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
    out: dict[str, Any] = {}
    if rollover.size is not None:
        out["max_size"] = units.size_text(rollover.size)
    if rollover.primary_shard_size is not None:
        out["max_primary_shard_size"] = units.size_text(rollover.primary_shard_size)
    if rollover.docs is not None:
        out["max_docs"] = rollover.docs
    if rollover.age is not None:
        out["max_age"] = units.age_text(rollover.age)
        if minor >= 4:
            out["min_docs"] = 0
    return out


def read(answer: Mapping[str, Any], minor: int = LATEST_MINOR) -> Policy | Refused:
    """The policy that Elasticsearch 8.`minor` shows for one id (with or without version and dates), or what in it is foreign."""
    body = answer["policy"] if isinstance(answer.get("policy"), Mapping) else answer
    wrong = [Fault(key, "is not known to gamemodel") for key in body if key not in ("phases", "_meta")]
    meta = body.get("_meta") or {}
    if meta.get("managed_by") != OWNER or set(meta) - {"managed_by", "note"}:
        wrong.append(Fault("_meta", f"does not say managed_by: {OWNER}; the policy is somebody else's"))
    rollover: Rollover | None = None
    phases: list[Phase] = []
    delete_after: int | None = None
    for name, phase in (body.get("phases") or {}).items():
        after = units.age(phase.get("min_age", "0ms"))
        if after is None:
            wrong.append(Fault(f"phases.{name}.min_age", f"{phase['min_age']!r} is not a whole number of milliseconds"))
        actions: Mapping[str, Any] = phase.get("actions") or {}
        if name == "delete":
            delete_after = after
            _read_delete(actions, wrong)
        elif name in set(PhaseName):
            rollover = _read_rollover(name, actions.get("rollover"), minor, wrong) or rollover
            phases.append(_read_phase(PhaseName(name), after or 0, actions, wrong))
        else:
            wrong.append(Fault(f"phases.{name}", "is not a phase that gamemodel knows"))
    lifecycle = normalised(Lifecycle(rollover, tuple(phases), delete_after))
    wrong += faults(lifecycle)
    return Refused(FLAVOUR, tuple(wrong)) if wrong else Policy(lifecycle, str(meta.get("note", "")))


def _read_delete(actions: Mapping[str, Any], wrong: list[Fault]) -> None:
    if set(actions) != {"delete"} or actions["delete"] not in ({}, {"delete_searchable_snapshot": True}):
        wrong.append(Fault("phases.delete.actions", "are not just delete"))


def _read_phase(name: PhaseName, after: int, actions: Mapping[str, Any], wrong: list[Fault]) -> Phase:
    phase = Phase(name, after)
    known = {"set_priority", "rollover", "readonly", "allocate", "migrate", "shrink", "forcemerge"}
    wrong += [Fault(f"phases.{name}.actions.{key}", "is not known to gamemodel") for key in actions if key not in known]
    allocate = _options(actions, "allocate", {*_KINDS, "number_of_replicas"}, name, wrong)
    migrate = _options(actions, "migrate", {"enabled"}, name, wrong)
    shrink = _options(actions, "shrink", {"number_of_shards", "allow_write_after_shrink"}, name, wrong)
    if shrink.get("allow_write_after_shrink"):
        wrong.append(Fault(f"phases.{name}.actions.shrink.allow_write_after_shrink", "is not known to gamemodel"))
    allocation = Allocation.of(*(allocate.get(kind) for kind in _KINDS))
    routed = name is PhaseName.HOT or allocation != Allocation()
    return replace(
        phase,
        priority=_options(actions, "set_priority", {"priority"}, name, wrong).get("priority"),
        read_only="readonly" in actions,
        replicas=allocate.get("number_of_replicas"),
        allocation=allocation,
        tier=bool(migrate.get("enabled", True)) if "migrate" in actions else not routed,
        shrink=shrink.get("number_of_shards"),
        force_merge=_options(actions, "forcemerge", {"max_num_segments"}, name, wrong).get("max_num_segments"),
    )


def _options(
    actions: Mapping[str, Any], action: str, known: set[str], phase: str, wrong: list[Fault]
) -> Mapping[str, Any]:
    """The options of one action; those that gamemodel has no word for are faults, and so is one that says nothing."""
    options: Mapping[str, Any] = actions.get(action) or {}
    path = f"phases.{phase}.actions.{action}"
    wrong += [Fault(f"{path}.{key}", "is not known to gamemodel") for key in options if key not in known]
    needed = {"set_priority": "priority", "shrink": "number_of_shards", "forcemerge": "max_num_segments"}.get(action)
    if needed and action in actions and options.get(needed) is None:
        wrong.append(Fault(path, f"does not say {needed}"))
    return options


def _read_rollover(phase: str, value: Mapping[str, Any] | None, minor: int, wrong: list[Fault]) -> Rollover | None:
    if value is None:
        return None
    path = f"phases.{phase}.actions.rollover"
    if phase != PhaseName.HOT:
        wrong.append(Fault(path, "stands outside of the hot phase"))
    sizes = {key: units.size(value[key]) for key in ("max_size", "max_primary_shard_size") if key in value}
    ages = {"max_age": units.age(value["max_age"])} if "max_age" in value else {}
    wrong += [
        Fault(f"{path}.{key}", f"{value[key]!r} is not exact") for key, got in (sizes | ages).items() if got is None
    ]
    wrong += [
        Fault(f"{path}.{key}", "is not known to gamemodel")
        for key in value
        if key not in {*sizes, *ages, "max_docs", "min_docs"}
    ]
    if value.get("min_docs") not in (None, 0) or (minor >= 4 and "max_age" in value and "min_docs" not in value):
        wrong.append(Fault(f"{path}.min_docs", "is not 0: empty indices would not roll over"))
    return Rollover(
        sizes.get("max_size"), sizes.get("max_primary_shard_size"), value.get("max_docs"), ages.get("max_age")
    )
