"""Sends the steps of a migration and waits until the server has them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any, Final

from gamemodel.engines.opensearch.dialect.mappings import LEFT
from gamemodel.engines.opensearch.dialect.requests import Request, parse
from gamemodel.engines.opensearch.schema import is_numbered
from gamemodel.engines.opensearch.server.backfill import POLL_S, run_task
from gamemodel.engines.opensearch.server.connection import Connection, expect, find, words_of
from gamemodel.engines.opensearch.server.lifecycle_managers import managers
from gamemodel.errors import CheckFailed, GamemodelError, ServerRefused, UsageError
from gamemodel.step import Backfill, Bindings, Check, Progress, Statement, Step, Wait

_HARMLESS: Final = re.compile(r"already has a policy|does not have a policy to remove")
_LONGEST_LINE: Final = 3000
_TASKS: Final = ("_reindex", "_update_by_query", "_delete_by_query")


def run(wire: Connection, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
    """Send the step and yield until the server has it. Raises ServerRefused with the server's words, CheckFailed for a failed check."""
    match step:
        case Statement():
            yield from _send(wire, bindings.fill(step.text, step.placeholders), cursor)
        case Check():
            yield _check(wire, step)
        case Backfill():
            yield from run_task(wire, parse(step.text), step.text, cursor)
        case Wait():
            yield from _wait(wire, step)


def _send(wire: Connection, text: str, cursor: str | None) -> Iterator[Progress]:
    request = parse(text)
    last = request.resource.rsplit("/", 1)[-1]
    if request.method == "POST" and last in _TASKS:
        yield from run_task(wire, request, text, cursor)
        return
    body = request.body
    if request.method == "PUT" and last == "_mapping" and isinstance(body, dict) and "_meta" in body:
        body = body | {"_meta": _with_left(wire, request.resource.rpartition("/")[0], body["_meta"])}
    paths = _paths(wire, request)
    for path in paths:
        answer = wire.ask(request.method, path, body)
        if not answer.ok:
            raise ServerRefused(words_of(answer.body), text)
        _complain(answer.body, text)
        if request.resource.startswith("_plugins/_ism/add/"):
            _prove_managed(wire, request, text)
        if isinstance(answer.body, dict) and answer.body.get("acknowledged") is False:
            yield from _settle(wire)
    yield Progress(1, 1, note="" if paths else "there was no index")


def _paths(wire: Connection, request: Request) -> list[str]:
    """The paths to send to: a replaced ISM policy with its version, a pattern as the numbered indices under it."""
    if request.method == "PUT" and request.resource.startswith("_plugins/_ism/policies/"):
        return [_versioned(wire, request.path)]
    pattern = next((part for part in request.resource.split("/") if part.endswith("-*")), "")
    if not pattern or request.resource.startswith(("_index_template/", "_component_template/", "_data_stream/")):
        return [request.path]
    query = "expand_wildcards=open,closed&ignore_unavailable=true&allow_no_indices=true"
    found = sorted(expect(wire, "GET", f"{pattern}/_alias?{query}"))
    ours = [name for name in found if is_numbered(name, pattern.removesuffix("-*"))]
    if found == ours and request.method != "DELETE":
        return [request.path]
    return [request.path.replace(pattern, names) for names in _lines(ours)]


def _lines(names: list[str]) -> Iterator[str]:
    """Names joined by commas, as many as fit into the first line of a request."""
    line = ""
    for name in names:
        if line and len(line) + len(name) > _LONGEST_LINE:
            yield line
            line = ""
        line += ("," if line else "") + name
    if line:
        yield line


def _with_left(wire: Connection, target: str, meta: dict[str, Any]) -> dict[str, Any]:
    """`_meta` with the fields that live indices have left behind, since a request replaces it whole."""
    left: dict[str, list[Any]] = {}
    found = expect(wire, "GET", f"{target}/_mapping?ignore_unavailable=true&allow_no_indices=true")
    base = target.removesuffix("-*")
    ours = [
        index["mappings"].get("_meta", {}) for name, index in found.items() if base == target or is_numbered(name, base)
    ]
    for each in (*ours, meta):
        for path, definitions in each.get(LEFT, {}).items():
            known = left.setdefault(path, [])
            known += [one for one in definitions if one not in known]
    return meta | ({LEFT: dict(sorted(left.items()))} if left else {})


def _versioned(wire: Connection, path: str) -> str:
    """The path with the version of the policy that is replaced, which ISM requires."""
    live = find(wire, path)
    return path if live is None else f"{path}?if_seq_no={live['_seq_no']}&if_primary_term={live['_primary_term']}"


def _complain(body: Any, text: str) -> None:
    """Raises ServerRefused for an answer of 200 that did nothing (`failures` of ISM, `rolled_over` of a rollover)."""
    if not isinstance(body, dict):
        return
    if body.get("failures") is True:
        reasons = {str(each.get("reason", "")) for each in body.get("failed_indices", ())}
        if not all(_HARMLESS.search(reason) for reason in reasons):
            raise ServerRefused("; ".join(sorted(reasons)), text)
    if body.get("rolled_over") is False:
        raise ServerRefused("the alias was not rolled over", text)
    if body.get("errors") is True:
        raise ServerRefused(words_of(body), text)


def _prove_managed(wire: Connection, request: Request, text: str) -> None:
    """Raises ServerRefused where another policy manages an index: ISM keeps it, and its answer does not name it."""
    wanted = request.body["policy_id"]
    others = {
        name: by for name, by in managers(wire, request.resource.rsplit("/", 1)[-1]).items() if by and by != wanted
    }
    if others:
        found = ", ".join(f"{name} by {by}" for name, by in sorted(others.items()))
        raise ServerRefused(
            f"indices are managed by another policy: {found}", text, "take them out of it with _plugins/_ism/remove"
        )


def _settle(wire: Connection, timeout_s: float = 120) -> Iterator[Progress]:
    """Waits until no task is pending: a change that nodes did not confirm in time is published later."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if not expect(wire, "GET", "_cluster/pending_tasks")["tasks"]:
            return
        yield Progress(0, 1, note="waiting for the cluster to confirm")
        time.sleep(POLL_S)
    raise GamemodelError("the cluster still has pending tasks", "run the command again: the outcome is looked up")


def _check(wire: Connection, step: Check) -> Progress:
    """A `_count`, `_search` or GET that must find nothing. Raises CheckFailed with the first few documents."""
    request = parse(step.text)
    answer = wire.ask(request.method, request.path, request.body)
    if answer.status == 404:
        return Progress(1, 1)
    if not answer.ok:
        raise ServerRefused(words_of(answer.body), step.text)
    found = answer.body if isinstance(answer.body, dict) else {}
    number = found.get("count", found.get("hits", {}).get("total", {}).get("value"))
    if number is None:
        raise UsageError("a check needs a request that counts: _count or _search", "correct the check in the migration")
    if number:
        raise CheckFailed(step.message, _rows(wire, request))
    return Progress(1, 1)


def _rows(wire: Connection, request: Request) -> tuple[str, ...]:
    """The first documents that a check finds, as `index/id`: their content may be personal and would end in the ledger."""
    path = f"{request.resource.rpartition('/')[0]}/_search?size=3&_source=false"
    answer = wire.ask(
        "POST", path, {"query": request.body["query"]} if request.body and "query" in request.body else None
    )
    hits = answer.body["hits"]["hits"] if answer.ok else ()
    return tuple(f"{hit['_index']}/{hit['_id']}" for hit in hits)


def _wait(wire: Connection, step: Wait) -> Iterator[Progress]:
    """Waits for the health (`green` or `yellow`) of the indices that the subject names."""
    name = step.subject.partition(":")[2] or "_all"
    end = time.monotonic() + step.timeout_s
    while True:
        health = expect(wire, "GET", f"_cluster/health/{name}")["status"]
        if health == "green" or health == step.until:
            yield Progress(1, 1)
            return
        if time.monotonic() > end:
            raise GamemodelError(f"{name} is {health}, not {step.until}, after {step.timeout_s} s")
        yield Progress(0, 1, note=f"{name} is {health}")
        time.sleep(POLL_S)
