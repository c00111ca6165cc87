"""The ILM policies that Elasticsearch 8 accepts, by its documentation: tests have no such server.

The messages of its own parser (7.10.2) for rollover in warm, a phase without actions, a rollover without condition and unknown fields
were seen; the other rules stand in the reference of Elasticsearch 8: the phases allowed per action, what needs a rollover in the hot
phase, the order of ages. What this grammar does not know is refused, so a policy without problems is one that gamemodel could write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.problem import (
    MOST_INT,
    Problem,
    attribute_rules,
    is_int,
    no_options,
    required_number,
    unknown_keys,
)

PHASES = ("hot", "warm", "cold", "delete")
ALLOWED = {
    "hot": ("set_priority", "rollover", "readonly", "shrink", "forcemerge"),
    "warm": ("set_priority", "readonly", "allocate", "migrate", "shrink", "forcemerge"),
    "cold": ("set_priority", "readonly", "allocate", "migrate"),
    "delete": ("delete",),
}
"""The actions of each phase in the order in which Elasticsearch runs them, whatever their order in the policy."""
NEED_ROLLOVER = ("readonly", "shrink", "forcemerge")


def validate(policy: object) -> tuple[Problem, ...]:
    """What in the body of `PUT _ilm/policy/ID` Elasticsearch 8 refuses or gamemodel never writes; empty for a valid body."""
    if not isinstance(policy, dict) or set(policy) != {"policy"} or not isinstance(policy["policy"], dict):
        return (Problem("", "is not an object with the one key policy"),)
    body = policy["policy"]
    problems = list(unknown_keys(body, ("phases", "_meta"), "policy"))
    if not isinstance(body.get("_meta", {}), dict):
        problems.append(Problem("policy._meta", "is not an object"))
    phases = body.get("phases")
    if not isinstance(phases, dict):
        return (*problems, Problem("policy.phases", "is not an object"))
    for name, phase in phases.items():
        problems += _phase(name, phase, f"policy.phases.{name}")
    return (*problems, *_ages(phases))


def _phase(name: str, phase: object, path: str) -> Iterator[Problem]:
    if name not in ALLOWED:
        yield Problem(path, f"is not one of {', '.join(PHASES)}")
        return
    if not isinstance(phase, dict):
        yield Problem(path, "is not an object")
        return
    yield from unknown_keys(phase, ("min_age", "actions"), path)
    if "min_age" in phase and units.age(phase["min_age"]) is None:
        yield Problem(f"{path}.min_age", f"{phase['min_age']!r} is not an age")
    actions = phase.get("actions")
    if not isinstance(actions, dict):
        yield Problem(f"{path}.actions", "is required and must be an object")
        return
    for action, options in actions.items():
        where = f"{path}.actions.{action}"
        if action not in ALLOWED[name]:
            yield Problem(where, f"is not allowed in the phase {name}")
        elif name == "hot" and action in NEED_ROLLOVER and "rollover" not in actions:
            yield Problem(where, "needs a rollover in the hot phase")
        elif not isinstance(options, dict):
            yield Problem(where, "is not an object")
        else:
            yield from _ACTIONS[action](options, where)


def _ages(phases: dict[str, Any]) -> Iterator[Problem]:
    """Ages must not go back from phase to phase: all count from the same moment."""
    before = 0
    for name in PHASES:
        phase = phases.get(name)
        after = units.age(phase.get("min_age", "0ms")) if isinstance(phase, dict) else None
        if after is None:
            continue
        if after < before:
            yield Problem(f"policy.phases.{name}.min_age", "is shorter than the age of an earlier phase")
        before = max(before, after)


def _rollover(options: dict[str, Any], path: str) -> Iterator[Problem]:
    conditions = ("max_size", "max_primary_shard_size", "max_docs", "max_age")
    yield from unknown_keys(options, (*conditions, "min_docs"), path)
    if not set(options) & set(conditions):
        yield Problem(path, "has no max_ condition")
    for key in ("max_size", "max_primary_shard_size"):
        if key in options and units.size(options[key]) is None:
            yield Problem(f"{path}.{key}", f"{options[key]!r} is not a size")
    if "max_age" in options and not units.age(options["max_age"]):
        yield Problem(f"{path}.max_age", f"{options['max_age']!r} is not an age")
    for key, least in (("max_docs", 1), ("min_docs", 0)):
        if key in options and not is_int(options[key], least, units.LONGEST):
            yield Problem(f"{path}.{key}", f"{options[key]!r} is not a whole number from {least}")


def _allocate(options: dict[str, Any], path: str) -> Iterator[Problem]:
    kinds = ("require", "include", "exclude")
    yield from unknown_keys(options, (*kinds, "number_of_replicas"), path)
    if not any(options.get(kind) for kind in kinds) and "number_of_replicas" not in options:
        yield Problem(path, "says neither attributes nor number_of_replicas")
    if "number_of_replicas" in options and not is_int(options["number_of_replicas"], 0, MOST_INT):
        yield Problem(f"{path}.number_of_replicas", "is not a whole number from 0")
    yield from attribute_rules(options, kinds, path)


def _flag(key: str) -> Callable[[dict[str, Any], str], Iterator[Problem]]:
    def check(options: dict[str, Any], path: str) -> Iterator[Problem]:
        yield from unknown_keys(options, (key,), path)
        if not isinstance(options.get(key, True), bool):
            yield Problem(f"{path}.{key}", "is not true or false")

    return check


_ACTIONS: dict[str, Callable[[dict[str, Any], str], Iterator[Problem]]] = {
    "set_priority": required_number("priority", 0),
    "rollover": _rollover,
    "readonly": no_options,
    "allocate": _allocate,
    "migrate": _flag("enabled"),
    "shrink": required_number("number_of_shards", 1),
    "forcemerge": required_number("max_num_segments", 1),
    "delete": _flag("delete_searchable_snapshot"),
}
