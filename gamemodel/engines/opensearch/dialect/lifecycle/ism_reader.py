"""Reads the ISM policy of an OpenSearch server back into a lifecycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.ism import FLAVOUR, ORDER, RETRY
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

_SERVER_KEYS = {"policy_id", "last_updated_time", "schema_version", "user"}
_KEYS = {"description", "default_state", "states", "ism_template", "error_notification"}


def read(answer: Mapping[str, Any]) -> Policy | Refused:
    """The policy that a server's GET shows (its whole answer, or the policy in it), or what gamemodel cannot express in it."""
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
        if name not in ORDER or (name == "rollover" and phase.name is not PhaseName.HOT):
            wrong.append(Fault(where, f"the action {name} is not known to gamemodel in the state {phase.name}"))
            continue
        if seen and ORDER.index(name) <= seen[-1]:
            wrong.append(Fault(where, f"the action {name} stands out of order; gamemodel writes {', '.join(ORDER)}"))
        seen.append(ORDER.index(name))
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
