"""The ISM policies that OpenSearch 2.19 takes and gamemodel understands, as a closed grammar with its normal form.

Tested against 997 policies whose answers a real 2.19.1 gave: none that it refused passes, and for each that passes the normal form is
what it stored. What the grammar does not know is a problem, also where the server would take it (numbers as text, two actions in one
object, other actions). What is taken but does harm is left to hazards.py, where an index goes to course.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.ism import RETRY
from gamemodel.engines.opensearch.dialect.patterns import clash, is_pattern
from gamemodel.engines.opensearch.dialect.problem import Problem, is_int, unknown_keys

SCHEMA_VERSION = 21
"""What GET of a 2.19.1 says for every policy, whatever was sent; the answer to PUT says 1."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,511}")
_INT = 2**31 - 1
_CRON_PART = re.compile(r"\*|\*/[1-9][0-9]*|[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")
_CRON_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_ZONE = re.compile(r"UTC|[+-](0[0-9]|1[0-7]):[0-5][0-9]")


def validate(
    policy: object, others: Mapping[str, object] | None = None, policy_id: str = "case"
) -> tuple[Problem, ...]:
    """What is outside of the grammar in the body of `PUT _plugins/_ism/policies/ID`; nothing where the server takes it.

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
    if not is_int(body.get("schema_version", 1), 0, _INT):
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
        yield from _action(action, f"{path}.actions[{index}]")
    for index, transition in enumerate(transitions):
        yield from _transition(transition, names, f"{path}.transitions[{index}]")
    deletes = [index for index, action in enumerate(actions) if isinstance(action, dict) and "delete" in action]
    if deletes and deletes[0] != len(actions) - 1:
        yield Problem(f"{path}.actions[{deletes[0] + 1}]", "stands after delete")
    if deletes and transitions:
        yield Problem(f"{path}.transitions", "lead on from a state that deletes")


def _action(entry: object, path: str) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem(path, "is not an object")
        return
    names = [key for key in entry if key not in ("retry", "timeout")]
    if len(names) != 1:
        yield Problem(path, f"holds {len(names)} actions; the server keeps the last and drops the others silently")
        return
    if "timeout" in entry and units.stored_age(entry["timeout"]) is None:
        yield Problem(f"{path}.timeout", f"{entry['timeout']!r} is not an age")
    if "retry" in entry:
        yield from _retry(entry["retry"], f"{path}.retry")
    name, options = names[0], entry[names[0]]
    if name not in _ACTIONS:
        yield Problem(f"{path}.{name}", "is not an action that gamemodel knows")
    elif not isinstance(options, dict):
        yield Problem(f"{path}.{name}", "is not an object")
    else:
        yield from _ACTIONS[name](options, f"{path}.{name}")


def _retry(retry: object, path: str) -> Iterator[Problem]:
    if not isinstance(retry, dict):
        yield Problem(path, "is not an object")
        return
    yield from unknown_keys(retry, ("count", "backoff", "delay"), path)
    if not is_int(retry.get("count"), 0, _INT):
        yield Problem(f"{path}.count", "is required: a whole number from 0")
    if str(retry.get("backoff", "constant")).lower() not in ("exponential", "constant", "linear"):
        yield Problem(f"{path}.backoff", "is not exponential, constant or linear")
    if "delay" in retry and units.stored_age(retry["delay"]) is None:
        yield Problem(f"{path}.delay", f"{retry['delay']!r} is not an age")


def _rollover(options: dict[str, Any], path: str) -> Iterator[Problem]:
    known = ("min_size", "min_primary_shard_size", "min_doc_count", "min_index_age", "copy_alias")
    yield from unknown_keys(options, known, path)
    for key in set(options) & set(known[:4]):
        yield from _condition(key, options[key], path)
    if not isinstance(options.get("copy_alias", False), bool):
        yield Problem(f"{path}.copy_alias", "is not true or false")


def _condition(key: str, value: object, path: str) -> Iterator[Problem]:
    if key.endswith("size") and units.stored_size(value) is None:
        yield Problem(f"{path}.{key}", f"{value!r} is not a size of at least one byte")
    elif key.endswith("age") and units.stored_age(value) is None:
        yield Problem(f"{path}.{key}", f"{value!r} is not an age")
    elif key == "min_doc_count" and not is_int(value, 1, units.LONGEST):
        yield Problem(f"{path}.{key}", "is not a whole number from 1")


def _number(key: str, least: int) -> Callable[[dict[str, Any], str], Iterator[Problem]]:
    def check(options: dict[str, Any], path: str) -> Iterator[Problem]:
        yield from unknown_keys(options, (key,), path)
        if not is_int(options.get(key), least, _INT):
            yield Problem(f"{path}.{key}", f"is required: a whole number from {least} to 2^31-1")

    return check


def _empty(options: dict[str, Any], path: str) -> Iterator[Problem]:
    yield from unknown_keys(options, (), path)


def _allocation(options: dict[str, Any], path: str) -> Iterator[Problem]:
    kinds = ("require", "include", "exclude")
    yield from unknown_keys(options, (*kinds, "wait_for"), path)
    if not any(options.get(kind) for kind in kinds):
        yield Problem(path, "has neither require nor include nor exclude")
    for kind in kinds:
        rules = options.get(kind, {})
        if not isinstance(rules, dict) or not all(isinstance(value, str) and value for value in rules.values()):
            yield Problem(f"{path}.{kind}", "is not an object of texts")
    if not isinstance(options.get("wait_for", False), bool):
        yield Problem(f"{path}.wait_for", "is not true or false")


_ACTIONS: dict[str, Callable[[dict[str, Any], str], Iterator[Problem]]] = {
    "rollover": _rollover,
    "index_priority": _number("priority", 0),
    "replica_count": _number("number_of_replicas", 0),
    "force_merge": _number("max_num_segments", 1),
    "allocation": _allocation,
    "read_only": _empty,
    "read_write": _empty,
    "open": _empty,
    "close": _empty,
    "delete": _empty,
}


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
            yield from _cron(value, f"{path}.conditions.cron")
        else:
            yield from _condition(key, value, f"{path}.conditions")


def _cron(value: object, path: str) -> Iterator[Problem]:
    """Five parts of numbers, ranges, lists and steps, in UTC or at a fixed distance from it: names and zones are left out."""
    schedule = value.get("cron") if isinstance(value, dict) and set(value) == {"cron"} else None
    if not isinstance(schedule, dict) or set(schedule) != {"expression", "timezone"}:
        yield Problem(path, "is not {cron: {expression, timezone}}")
        return
    expression, zone = schedule["expression"], schedule["timezone"]
    if not isinstance(zone, str) or not _ZONE.fullmatch(zone):
        yield Problem(f"{path}.cron.timezone", f"{zone!r} is not UTC or an offset such as +02:00")
    parts = expression.split(" ") if isinstance(expression, str) else []
    ranges = zip(parts, _CRON_RANGES, strict=False)
    if len(parts) != len(_CRON_RANGES) or not all(_cron_part(part, *limits) for part, limits in ranges):
        yield Problem(f"{path}.cron.expression", f"{expression!r} is not five parts of numbers")


def _cron_part(part: str, least: int, most: int) -> bool:
    if not _CRON_PART.fullmatch(part):
        return False
    spans = [[int(number) for number in span.split("-")] for span in re.sub(r"^\*/?", "", part).split(",") if span]
    if part.startswith("*/"):
        return spans[0][0] <= most
    return all(span == sorted(span) and span[0] >= least and span[-1] <= most for span in spans)


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
        if not is_int(template.get("priority", 0), 0, _INT):
            found.append(Problem(f"{path}.priority", "is not a whole number from 0 to 2^31-1"))
        if not is_int(template.get("last_updated_time", 0), 0, units.LONGEST):
            found.append(Problem(f"{path}.last_updated_time", "is not a time in milliseconds"))
        problems += found
        if not found:
            yield template


def _overlaps(templates: list[dict[str, Any]], others: Mapping[str, object]) -> Iterator[Problem]:
    """Two templates of one priority must not match one name, neither in this policy nor in another (measured: by automaton)."""
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


def normal_form(policy: Mapping[str, Any], policy_id: str = "case") -> dict[str, Any]:
    """What GET of a 2.19.1 shows for a policy within the grammar, without the times of its last update."""
    body = policy["policy"]
    templates = (
        None if body.get("ism_template") is None else [_normal_template(template) for template in _attached(policy)]
    )
    return {
        "policy_id": policy_id,
        "description": body["description"],
        "schema_version": SCHEMA_VERSION,
        "error_notification": None,
        "default_state": body["default_state"],
        "states": [_normal_state(state) for state in body["states"]],
        "ism_template": templates,
    }


def timeless(stored: Mapping[str, Any]) -> dict[str, Any]:
    """A policy as GET shows it without the times of its last update: what `normal_form` is compared with."""
    templates = stored.get("ism_template")
    bare = templates and [
        {key: value for key, value in each.items() if key != "last_updated_time"} for each in templates
    ]
    return {key: value for key, value in stored.items() if key != "last_updated_time"} | {"ism_template": bare}


def _normal_template(template: Mapping[str, Any]) -> dict[str, Any]:
    return {"index_patterns": template["index_patterns"], "priority": template.get("priority", 0)}


def _normal_state(state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": state["name"],
        "actions": [_normal_action(action) for action in state.get("actions", [])],
        "transitions": [_normal_transition(transition) for transition in state.get("transitions", [])],
    }


def _normal_action(entry: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"timeout": units.stored_age(entry["timeout"])} if "timeout" in entry else {}
    retry = RETRY | entry.get("retry", {})
    out["retry"] = retry | {"backoff": str(retry["backoff"]).lower(), "delay": units.stored_age(retry["delay"])}
    name = next(key for key in entry if key not in ("retry", "timeout"))
    options: dict[str, Any] = entry[name]
    if name == "rollover":
        options = {"copy_alias": False} | {key: _normal_value(key, value) for key, value in options.items()}
    elif name == "allocation":
        options = {"require": {}, "include": {}, "exclude": {}, "wait_for": False} | options
    return out | {name: options}


def _normal_transition(transition: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"state_name": transition["state_name"]}
    if "conditions" in transition:
        out["conditions"] = {key: _normal_value(key, value) for key, value in transition["conditions"].items()}
    return out


def _normal_value(key: str, value: object) -> object:
    if key.endswith("size"):
        return units.stored_size(value)
    return units.stored_age(value) if key.endswith("age") else value
