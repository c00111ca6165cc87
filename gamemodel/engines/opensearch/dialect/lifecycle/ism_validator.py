"""The ISM policies that OpenSearch 2.19 accepts and gamemodel understands, as a closed grammar.

Tested against 997 policies and the answers of a real 2.19.1: no policy that it refused passes. The grammar is closed: a number written
as text, two actions in one object or an unknown action is a problem, even where the server would accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.ism_actions import action_problems
from gamemodel.engines.opensearch.dialect.lifecycle.ism_conditions import condition_problems, cron_problems
from gamemodel.engines.opensearch.dialect.patterns import clash, is_pattern
from gamemodel.engines.opensearch.dialect.problem import MOST_INT, Problem, is_int, unknown_keys

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,511}")


def validate(
    policy: object, others: Mapping[str, object] | None = None, policy_id: str = "case"
) -> tuple[Problem, ...]:
    """What is outside of the grammar in the body of `PUT _plugins/_ism/policies/ID`; empty where the server accepts it.

    `others`: the policies that the server has, by id, each as a body or as GET shows it; one with the same id is the one replaced.
    """
    problems: list[Problem] = []
    if not _ID.fullmatch(policy_id):
        problems.append(Problem("", f"{policy_id!r} is not a policy id of letters, digits, _ . - (at most 512)"))
    if not isinstance(policy, dict) or set(policy) != {"policy"} or not isinstance(policy["policy"], dict):
        return (*problems, Problem("", "is not an object with the one key policy"))
    body = policy["policy"]
    problems += _head(body)
    problems += _states(body)
    templates = list(_templates(body, problems))
    problems += _overlaps(templates, {key: other for key, other in (others or {}).items() if key != policy_id})
    return tuple(problems)


def _head(body: dict[str, Any]) -> Iterator[Problem]:
    known = (
        "policy_id",
        "description",
        "last_updated_time",
        "schema_version",
        "error_notification",
        "default_state",
        "states",
    )
    yield from unknown_keys(body, (*known, "ism_template"), "policy")
    for key in ("description", "default_state"):
        if not isinstance(body.get(key), str):
            yield Problem(f"policy.{key}", "is required and must be a text")
    if not isinstance(body.get("policy_id", ""), str):
        yield Problem("policy.policy_id", "is not a text")
    if not is_int(body.get("schema_version", 1), 0, MOST_INT):
        yield Problem("policy.schema_version", "is not a whole number")
    if body.get("last_updated_time") is not None and not is_int(body["last_updated_time"], 0, units.LONGEST):
        yield Problem("policy.last_updated_time", "is not a time in milliseconds")
    if body.get("error_notification") is not None:
        yield Problem("policy.error_notification", "is not known to gamemodel")


def _states(body: dict[str, Any]) -> Iterator[Problem]:
    states = body.get("states")
    if not isinstance(states, list) or not states:
        yield Problem("policy.states", "is required and must be a list of at least one state")
        return
    names = [state.get("name") if isinstance(state, dict) else None for state in states]
    if body.get("default_state") not in names:
        yield Problem("policy.default_state", f"{body.get('default_state')!r} is not a state")
    for index, (state, name) in enumerate(zip(states, names, strict=True)):
        path = f"policy.states[{index}]"
        if not isinstance(state, dict):
            yield Problem(path, "is not an object")
            continue
        yield from unknown_keys(state, ("name", "actions", "transitions"), path)
        if not isinstance(name, str) or not name:
            yield Problem(f"{path}.name", "is required and must be a text")
        elif name in names[:index]:
            yield Problem(f"{path}.name", f"{name!r} is the name of an earlier state")
        yield from _state(state, names, path)


def _state(state: dict[str, Any], names: list[object], path: str) -> Iterator[Problem]:
    actions, transitions = state.get("actions", []), state.get("transitions", [])
    if not isinstance(actions, list) or not isinstance(transitions, list):
        yield Problem(path, "has actions or transitions that are not lists")
        return
    for index, action in enumerate(actions):
        yield from action_problems(action, f"{path}.actions[{index}]")
    for index, transition in enumerate(transitions):
        yield from _transition(transition, names, f"{path}.transitions[{index}]")
    deletes = [index for index, action in enumerate(actions) if isinstance(action, dict) and "delete" in action]
    if deletes and deletes[0] != len(actions) - 1:
        yield Problem(f"{path}.actions[{deletes[0] + 1}]", "stands after delete")
    if deletes and transitions:
        yield Problem(f"{path}.transitions", "lead on from a state that deletes")


def _transition(transition: object, names: list[object], path: str) -> Iterator[Problem]:
    if not isinstance(transition, dict):
        yield Problem(path, "is not an object")
        return
    yield from unknown_keys(transition, ("state_name", "conditions"), path)
    if not isinstance(transition.get("state_name"), str) or transition["state_name"] not in names:
        yield Problem(f"{path}.state_name", f"{transition.get('state_name')!r} is not a state")
    if "conditions" not in transition:
        return
    conditions = transition["conditions"]
    if not isinstance(conditions, dict) or len(conditions) != 1:
        yield Problem(f"{path}.conditions", "is not an object with exactly one condition")
        return
    yield from unknown_keys(
        conditions, ("min_index_age", "min_rollover_age", "min_size", "min_doc_count", "cron"), f"{path}.conditions"
    )
    for key, value in conditions.items():
        if key == "cron":
            yield from cron_problems(value, f"{path}.conditions.cron")
        else:
            yield from condition_problems(key, value, f"{path}.conditions")


def _templates(body: Mapping[str, Any], problems: list[Problem]) -> Iterator[dict[str, Any]]:
    given = body.get("ism_template")
    for index, template in enumerate(given if isinstance(given, list) else [] if given is None else [given]):
        path = f"policy.ism_template[{index}]"
        if not isinstance(template, dict):
            problems.append(Problem(path, "is not an object"))
            continue
        found = list(unknown_keys(template, ("index_patterns", "priority", "last_updated_time"), path))
        patterns = template.get("index_patterns")
        if not isinstance(patterns, list) or not patterns or not all(map(is_pattern, patterns)):
            found.append(Problem(f"{path}.index_patterns", "is not a list of index patterns (lower case, not * alone)"))
        if not is_int(template.get("priority", 0), 0, MOST_INT):
            found.append(Problem(f"{path}.priority", "is not a whole number from 0 to 2^31-1"))
        if not is_int(template.get("last_updated_time", 0), 0, units.LONGEST):
            found.append(Problem(f"{path}.last_updated_time", "is not a time in milliseconds"))
        problems += found
        if not found:
            yield template


def _overlaps(templates: list[dict[str, Any]], others: Mapping[str, object]) -> Iterator[Problem]:
    """Overlaps of templates with one priority, in this policy or with another one."""
    for index, template in enumerate(templates):
        path, priority = f"policy.ism_template[{index}]", template.get("priority", 0)
        for earlier in templates[:index]:
            pair = clash(template["index_patterns"], earlier["index_patterns"])
            if pair and earlier.get("priority", 0) == priority:
                yield Problem(path, f"{pair[0]} overlaps this policy's own {pair[1]} at priority {priority}")
        for name, other in others.items():
            for theirs in _attached(other):
                pair = clash(template["index_patterns"], theirs.get("index_patterns", ()))
                if pair and theirs.get("priority", 0) == priority:
                    yield Problem(path, f"{pair[0]} overlaps {pair[1]} of the policy {name} at priority {priority}")


def _attached(policy: object) -> list[dict[str, Any]]:
    body: Mapping[str, Any] = cast("Mapping[str, Any]", policy if isinstance(policy, Mapping) else {})
    body = body.get("policy", body)
    given = body.get("ism_template") or []
    return given if isinstance(given, list) else [given]
