"""Reads the ILM policy of an Elasticsearch server back into a lifecycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.ilm import FLAVOUR, KINDS, LATEST_MINOR, OWNER
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


def read(answer: Mapping[str, Any], minor: int = LATEST_MINOR) -> Policy | Refused:
    """The policy that Elasticsearch 8.`minor` shows for one id (with or without version and dates), or what gamemodel cannot express in it."""
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
    allocate = _options(actions, "allocate", {*KINDS, "number_of_replicas"}, name, wrong)
    migrate = _options(actions, "migrate", {"enabled"}, name, wrong)
    shrink = _options(actions, "shrink", {"number_of_shards", "allow_write_after_shrink"}, name, wrong)
    if shrink.get("allow_write_after_shrink"):
        wrong.append(Fault(f"phases.{name}.actions.shrink.allow_write_after_shrink", "is not known to gamemodel"))
    allocation = Allocation.of(*(allocate.get(kind) for kind in KINDS))
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
    """The options of one action. Unknown options are faults, and so is a missing required one."""
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
