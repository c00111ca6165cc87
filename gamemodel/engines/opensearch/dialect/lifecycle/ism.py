"""A lifecycle as an ISM policy of OpenSearch 2.19, and back; what the server takes is left to validator.py.

One state per phase, in the order of the phases, then `delete`; each state has one transition, to the next. Where the lifecycle rolls
over, every age is a `min_rollover_age`, so deletion counts from the rollover; elsewhere a `min_index_age`, since a `min_rollover_age`
on an index that never rolls over fails at every run (measured on OpenSearch 2.19.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
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
    normalised,
)
from gamemodel.engines.opensearch.dialect.patterns import is_pattern

FLAVOUR = "opensearch-2.19"
RETRY = {"count": 3, "backoff": "exponential", "delay": "1m"}
"""What the server adds to every action that says nothing about retries (measured on OpenSearch 2.19.1)."""

_SERVER_KEYS = {"policy_id", "last_updated_time", "schema_version", "user"}
_KEYS = {"description", "default_state", "states", "ism_template", "error_notification"}
_ORDER = ("index_priority", "rollover", "read_only", "replica_count", "allocation", "force_merge")


def write(policy: Policy) -> dict[str, Any] | Refused:
    """The body of `PUT _plugins/_ism/policies/ID`, or every reason why ISM cannot do what the lifecycle says."""
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
    """The actions in the order of `_ORDER`: the priority first, since a rollover is waited for; the lock after it, for the successor's sake."""
    actions: list[dict[str, Any]] = []
    if phase.priority is not None:
        actions.append({"index_priority": {"priority": phase.priority}})
    if rollover is not None and phase.name is PhaseName.HOT:
        actions.append({"rollover": _rollover(rollover)})
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


def _rollover(rollover: Rollover) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if rollover.size is not None:
        out["min_size"] = units.size_text(rollover.size)
    if rollover.primary_shard_size is not None:
        out["min_primary_shard_size"] = units.size_text(rollover.primary_shard_size)
    if rollover.docs is not None:
        out["min_doc_count"] = rollover.docs
    if rollover.age is not None:
        out["min_index_age"] = units.age_text(rollover.age)
    return out


def read(answer: Mapping[str, Any]) -> Policy | Refused:
    """The policy that a server's GET shows (its whole answer, or the policy in it), or what in it gamemodel has no word for."""
    body = answer["policy"] if isinstance(answer.get("policy"), Mapping) else answer
    wrong = [Fault(key, "is not known to gamemodel") for key in body if key not in _KEYS | _SERVER_KEYS]
    description = body.get("description")
    if not isinstance(description, str) or not description.startswith(MARK):
        wrong.append(Fault("description", f"does not begin with {MARK!r}; the policy is somebody else's"))
        description = MARK
    if body.get("error_notification") is not None:
        wrong.append(Fault("error_notification", "is not known to gamemodel"))
    patterns, priority = _read_template(body.get("ism_template"), wrong)
    lifecycle = _read_states(body, wrong)
    wrong += faults(lifecycle)
    if wrong:
        return Refused(FLAVOUR, tuple(wrong))
    return Policy(lifecycle, description.removeprefix(MARK), patterns, priority)


def _read_template(templates: object, wrong: list[Fault]) -> tuple[tuple[str, ...], int]:
    if templates is None or templates == []:
        return (), 0
    if not isinstance(templates, list) or len(templates) != 1 or not isinstance(templates[0], Mapping):
        wrong.append(Fault("ism_template", "has more than one entry; gamemodel writes one"))
        return (), 0
    return tuple(templates[0].get("index_patterns", ())), templates[0].get("priority", 0)


def _read_states(body: Mapping[str, Any], wrong: list[Fault]) -> Lifecycle:
    states: list[Mapping[str, Any]] = list(body.get("states") or ())
    names = [state.get("name") for state in states]
    known = ["hot", "warm", "cold", "delete"]
    if (
        not names
        or names[0] != "hot"
        or names != [name for name in known if name in names]
        or body.get("default_state") != "hot"
    ):
        wrong.append(Fault("states", f"are {names}; gamemodel writes hot first, then warm, cold and delete"))
        return Lifecycle()
    rollover: Rollover | None = None
    phases = []
    for index, state in enumerate(states):
        if state["name"] == "delete":
            if [action for _, action in _bare(state, f"states[{index}]", wrong)] != [("delete", {})]:
                wrong.append(Fault(f"states[{index}].actions", "of the state delete are not just delete"))
            continue
        phase, rolls = _read_phase(state, f"states[{index}]", wrong)
        phases.append(phase)
        rollover = rollover or rolls
    ages = _read_ages(states, rollover is not None, wrong)
    timed = tuple(replace(phase, after=ages[phase.name]) for phase in phases)
    return normalised(Lifecycle(rollover, timed, ages.get("delete")))


def _read_ages(states: list[Mapping[str, Any]], rolls: bool, wrong: list[Fault]) -> dict[str, int]:
    """How long after the rollover (or the creation) each state is entered; a transition must lead to the next state."""
    ages = {"hot": 0}
    condition = "min_rollover_age" if rolls else "min_index_age"
    for index, (state, following) in enumerate(pairwise(states)):
        path = f"states[{index}].transitions"
        name = following["name"]
        ages[name] = 0
        transitions = state.get("transitions") or []
        if len(transitions) != 1 or transitions[0].get("state_name") != name:
            wrong.append(Fault(path, f"do not lead to {name} alone"))
        elif transitions[0].get("conditions"):
            conditions = transitions[0]["conditions"]
            after = units.age(conditions.get(condition)) if list(conditions) == [condition] else None
            if after is None:
                wrong.append(
                    Fault(
                        path, f"has the condition {conditions}; gamemodel writes {condition} in whole milliseconds here"
                    )
                )
            ages[name] = after or 0
    if states[-1].get("transitions"):
        wrong.append(Fault(f"states[{len(states) - 1}].transitions", "go on after the last state"))
    return ages


def _bare(state: Mapping[str, Any], path: str, wrong: list[Fault]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Each action of a state with its path, without its default retry."""
    for index, entry in enumerate(state.get("actions") or ()):
        where = f"{path}.actions[{index}]"
        if entry.get("retry", RETRY) != RETRY:
            wrong.append(Fault(f"{where}.retry", "differs from the default"))
        if "timeout" in entry:
            wrong.append(Fault(f"{where}.timeout", "is not known to gamemodel"))
        actions = [(name, value) for name, value in entry.items() if name not in ("retry", "timeout")]
        if len(actions) != 1:
            wrong.append(Fault(where, "is not one action"))
            continue
        yield where, actions[0]


def _read_phase(state: Mapping[str, Any], path: str, wrong: list[Fault]) -> tuple[Phase, Rollover | None]:
    phase = Phase(PhaseName(state["name"]))
    rollover: Rollover | None = None
    seen: list[int] = []
    for where, (name, value) in _bare(state, path, wrong):
        if name not in _ORDER or (name == "rollover" and phase.name is not PhaseName.HOT):
            wrong.append(Fault(where, f"the action {name} is not known to gamemodel in the state {phase.name}"))
            continue
        if seen and _ORDER.index(name) <= seen[-1]:
            wrong.append(Fault(where, f"the action {name} stands out of order; gamemodel writes {', '.join(_ORDER)}"))
        seen.append(_ORDER.index(name))
        if name == "rollover":
            rollover = _read_rollover(value, where, wrong)
        else:
            phase = _read_action(phase, name, value, where, wrong)
    return phase, rollover


def _read_action(phase: Phase, name: str, value: Mapping[str, Any], where: str, wrong: list[Fault]) -> Phase:
    if name == "index_priority":
        return replace(phase, priority=value["priority"])
    if name == "read_only":
        return replace(phase, read_only=True)
    if name == "replica_count":
        return replace(phase, replicas=value["number_of_replicas"])
    if name == "force_merge":
        return replace(phase, force_merge=value["max_num_segments"])
    if value.get("wait_for") is not True:
        wrong.append(Fault(f"{where}.allocation.wait_for", "is not true; ILM always waits for the shards"))
    return replace(phase, allocation=Allocation.of(value.get("require"), value.get("include"), value.get("exclude")))


def _read_rollover(value: Mapping[str, Any], where: str, wrong: list[Fault]) -> Rollover:
    known = {"min_size", "min_primary_shard_size", "min_doc_count", "min_index_age"}
    if value.get("copy_alias", False) is not False:
        wrong.append(Fault(f"{where}.rollover.copy_alias", "is true; gamemodel leaves aliases to the index template"))
    wrong += [
        Fault(f"{where}.rollover.{key}", "is not known to gamemodel")
        for key in value
        if key not in known | {"copy_alias"}
    ]
    read_as = {
        "min_size": units.size(value.get("min_size")),
        "min_primary_shard_size": units.size(value.get("min_primary_shard_size")),
        "min_doc_count": value.get("min_doc_count"),
        "min_index_age": units.age(value.get("min_index_age")),
    }
    wrong += [
        Fault(f"{where}.rollover.{key}", f"{value[key]!r} is not a whole value in bytes or milliseconds")
        for key in sorted(known & set(value))
        if read_as[key] is None
    ]
    return Rollover(
        read_as["min_size"], read_as["min_primary_shard_size"], read_as["min_doc_count"], read_as["min_index_age"]
    )
