"""The actions of ISM states that OpenSearch 2.19 accepts, with their options and retries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units
from gamemodel.engines.opensearch.dialect.lifecycle.ism_conditions import condition_problems
from gamemodel.engines.opensearch.dialect.problem import (
    MOST_INT,
    Problem,
    attribute_rules,
    is_int,
    no_options,
    required_number,
    unknown_keys,
)


def action_problems(entry: object, path: str) -> Iterator[Problem]:
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
    if not is_int(retry.get("count"), 0, MOST_INT):
        yield Problem(f"{path}.count", "is required: a whole number from 0")
    if str(retry.get("backoff", "constant")).lower() not in ("exponential", "constant", "linear"):
        yield Problem(f"{path}.backoff", "is not exponential, constant or linear")
    if "delay" in retry and units.stored_age(retry["delay"]) is None:
        yield Problem(f"{path}.delay", f"{retry['delay']!r} is not an age")


def _rollover(options: dict[str, Any], path: str) -> Iterator[Problem]:
    known = ("min_size", "min_primary_shard_size", "min_doc_count", "min_index_age", "copy_alias")
    yield from unknown_keys(options, known, path)
    for key in set(options) & set(known[:4]):
        yield from condition_problems(key, options[key], path)
    if not isinstance(options.get("copy_alias", False), bool):
        yield Problem(f"{path}.copy_alias", "is not true or false")


def _allocation(options: dict[str, Any], path: str) -> Iterator[Problem]:
    kinds = ("require", "include", "exclude")
    yield from unknown_keys(options, (*kinds, "wait_for"), path)
    if not any(options.get(kind) for kind in kinds):
        yield Problem(path, "has neither require nor include nor exclude")
    yield from attribute_rules(options, kinds, path)
    if not isinstance(options.get("wait_for", False), bool):
        yield Problem(f"{path}.wait_for", "is not true or false")


_ACTIONS: dict[str, Callable[[dict[str, Any], str], Iterator[Problem]]] = {
    "rollover": _rollover,
    "index_priority": required_number("priority", 0),
    "replica_count": required_number("number_of_replicas", 0),
    "force_merge": required_number("max_num_segments", 1),
    "allocation": _allocation,
    "read_only": no_options,
    "read_write": no_options,
    "open": no_options,
    "close": no_options,
    "delete": no_options,
}
