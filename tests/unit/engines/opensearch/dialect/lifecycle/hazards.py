"""ISM policies that the server takes and that do harm later, from lifecycles watched on OpenSearch 2.19.1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.problem import Problem


def hazards(policy: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What will go wrong with the indices of a policy within the grammar; nothing for what gamemodel writes."""
    states: dict[str, Mapping[str, Any]] = {state["name"]: state for state in policy["policy"]["states"]}
    index_of = {name: index for index, name in enumerate(states)}
    found: list[Problem] = []
    for name, state in states.items():
        path = f"policy.states[{index_of[name]}]"
        found += _actions(state, path)
    found += _ages(states, str(policy["policy"]["default_state"]), index_of)
    found += [
        Problem(f"policy.states[{index_of[name]}]", "is never entered")
        for name in states
        if name not in _reachable(states, str(policy["policy"]["default_state"]))
    ]
    return tuple(found)


def _actions(state: Mapping[str, Any], path: str) -> Iterator[Problem]:
    locked = False
    for index, action in enumerate(state.get("actions", [])):
        where = f"{path}.actions[{index}]"
        locked = locked or "read_only" in action or "force_merge" in action or "close" in action
        if "rollover" not in action:
            continue
        if not set(action["rollover"]) - {"copy_alias"}:
            yield Problem(
                f"{where}.rollover", "has no condition: the index rolls over at once, and so does each successor"
            )
        if locked:
            yield Problem(f"{where}.rollover", "comes after a lock: the successor is locked before its first document")


def _reachable(states: Mapping[str, Mapping[str, Any]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [transition["state_name"] for transition in states[name].get("transitions", [])]
    return seen


def _rolls(state: Mapping[str, Any]) -> bool:
    return any("rollover" in action for action in state.get("actions", []))


def _ages(states: Mapping[str, Mapping[str, Any]], start: str, index_of: Mapping[str, int]) -> Iterator[Problem]:
    """A `min_rollover_age` that an index can meet without ever having rolled over fails at every run and never leads on."""
    unrolled: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in unrolled or _rolls(states[name]):
            continue
        unrolled.add(name)
        todo += [transition["state_name"] for transition in states[name].get("transitions", [])]
    for name in states:
        for index, transition in enumerate(states[name].get("transitions", [])):
            if name in unrolled and "min_rollover_age" in transition.get("conditions", {}):
                path = f"policy.states[{index_of[name]}].transitions[{index}]"
                yield Problem(
                    path, "waits for the age of a rollover that has not happened: the step fails at every run"
                )
