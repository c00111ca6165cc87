"""How each sort of step is sent and when it counts as done; whether it was done before is outcome.py's."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from gamemodel.engines.opensearch.codes import NO_LIFECYCLE_HERE
from gamemodel.engines.opensearch.dialect.mappings import LEFT
from gamemodel.engines.opensearch.dialect.requests import Request, parse, statement
from gamemodel.engines.opensearch.schema import is_numbered
from gamemodel.engines.opensearch.server.connection import Wire, expect, find, words_of
from gamemodel.engines.opensearch.server.lifecycle_managers import managers
from gamemodel.engines.opensearch.server.target import applies_lifecycles
from gamemodel.errors import GamemodelError, RefusedError, ServerRefused, UsageError
from gamemodel.step import SEND, Backfill, Bindings, Capability, Check, Progress, Statement, Step, Wait
from gamemodel.topology import Target

_LIFECYCLE_WORDS: Final = ("_plugins/_ism/", "_ilm/", "/_ilm")
_HARMLESS: Final = re.compile(r"already has a policy|does not have a policy to remove")
_LONGEST_LINE: Final = 3000
_POLL_S: Final = 0.5
_TASKS: Final = ("_reindex", "_update_by_query", "_delete_by_query")


def capability(step: Step, runs_lifecycles: Callable[[], bool], target: Target) -> Capability:
    """Whether the target can take the step: lifecycles need the plug-in, or the environment's consent to go without."""
    if not isinstance(step, Statement) or not needs_lifecycles(step) or runs_lifecycles():
        return SEND
    reason = "this server runs no lifecycles (no Index State Management plug-in, no ILM)"
    if applies_lifecycles(target):
        help = "install the plug-in, or let the environment say `lifecycle: not-applied`"
        return Capability("refuse", f"{NO_LIFECYCLE_HERE.id} {reason}", help)
    return Capability("skip", reason, "planned again once the server can", _stand_in(step))


def needs_lifecycles(step: Statement) -> bool:
    """Whether a server without the plug-in refuses the step."""
    request = parse(step.text)
    if any(word in request.path for word in _LIFECYCLE_WORDS):
        return True
    return step.subject.startswith("component:") and request.body is not None and _lifecycle_settings(request.body)


def _lifecycle_settings(body: Any) -> bool:
    settings = body.get("template", {}).get("settings") or body.get("index") or {}
    return any(key.startswith(("plugins.index_state_management", "lifecycle.")) for key in settings)


def _stand_in(step: Statement) -> Step | None:
    """The empty component template, so that index templates which name it are taken."""
    request = parse(step.text)
    if request.method != "PUT" or not request.path.startswith("_component_template/"):
        return None
    body = {key: value for key, value in request.body.items() if key != "template"}
    return statement(
        step.subject, "PUT", request.path, {"template": {}} | body, "stands in for the lifecycle's settings"
    )


def run(wire: Wire, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
    """Send the step and yield until the server has it. Raises ServerRefused with the server's words, RefusedError for a failed check."""
    match step:
        case Statement():
            yield from _send(wire, bindings.fill(step.text, step.placeholders), cursor)
        case Check():
            yield _check(wire, step)
        case Backfill():
            yield from _task(wire, parse(step.text), step.text, cursor)
        case Wait():
            yield from _wait(wire, step)


def _send(wire: Wire, text: str, cursor: str | None) -> Iterator[Progress]:
    request = parse(text)
    last = request.resource.rsplit("/", 1)[-1]
    if request.method == "POST" and last in _TASKS:
        yield from _task(wire, request, text, cursor)
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


def _paths(wire: Wire, request: Request) -> list[str]:
    """Where the request goes: a replaced ISM policy names its version, a pattern only the indices that are numbered under it."""
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
    """Names joined by commas, as many at a time as fit into a request's first line."""
    line = ""
    for name in names:
        if line and len(line) + len(name) > _LONGEST_LINE:
            yield line
            line = ""
        line += ("," if line else "") + name
    if line:
        yield line


def _with_left(wire: Wire, target: str, meta: dict[str, Any]) -> dict[str, Any]:
    """`_meta` is replaced whole, so what the live indices say is left behind is carried over."""
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


def _versioned(wire: Wire, path: str) -> str:
    """ISM replaces a policy only when the version that is replaced is named."""
    live = find(wire, path)
    return path if live is None else f"{path}?if_seq_no={live['_seq_no']}&if_primary_term={live['_primary_term']}"


def _complain(body: Any, text: str) -> None:
    """Calls that answer 200 and did nothing: ISM says `failures`, a rollover says `rolled_over`."""
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


def _prove_managed(wire: Wire, request: Request, text: str) -> None:
    """An index that another policy manages keeps it, and the answer says only that it has one."""
    wanted = request.body["policy_id"]
    others = {
        name: by for name, by in managers(wire, request.resource.rsplit("/", 1)[-1]).items() if by and by != wanted
    }
    if others:
        found = ", ".join(f"{name} by {by}" for name, by in sorted(others.items()))
        raise ServerRefused(
            f"indices are managed by another policy: {found}", text, "take them out of it with _plugins/_ism/remove"
        )


def _settle(wire: Wire, timeout_s: float = 120) -> Iterator[Progress]:
    """A change that the nodes had not confirmed in time is published all the same: wait until nothing is pending."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if not expect(wire, "GET", "_cluster/pending_tasks")["tasks"]:
            return
        yield Progress(0, 1, note="waiting for the cluster to confirm")
        time.sleep(_POLL_S)
    raise GamemodelError("the cluster still has pending tasks", "run the command again: the outcome is looked up")


def _task(wire: Wire, request: Request, text: str, cursor: str | None) -> Iterator[Progress]:
    """Run `_reindex` or `_update_by_query` as a task of the server; `cursor` is the task's id, so that a new run finds it again."""
    task = cursor
    if task is None or find(wire, f"_tasks/{task}") is None:
        query = "&".join(f"{key}={value}" for key, value in (request.query | {"wait_for_completion": "false"}).items())
        task = str(expect(wire, request.method, f"{request.resource}?{query}", request.body)["task"])
    while True:
        state = expect(wire, "GET", f"_tasks/{task}")
        status = state["task"].get("status", {})
        done = sum(int(status.get(key, 0)) for key in ("created", "updated", "deleted", "noops", "version_conflicts"))
        yield Progress(done, int(status.get("total", 0)) or None, task)
        if state["completed"]:
            break
        time.sleep(_POLL_S)
    problems = [state.get("error")] if state.get("error") else state.get("response", {}).get("failures", [])
    if problems:
        raise ServerRefused(words_of(problems[0].get("cause", problems[0])), text)


def _check(wire: Wire, step: Check) -> Progress:
    """A `_count`, `_search`, or GET that must find nothing."""
    request = parse(step.text)
    answer = wire.ask(request.method, request.path, request.body)
    if answer.status == 404:
        return Progress(1, 1)
    if not answer.ok:
        raise ServerRefused(words_of(answer.body), step.text)
    found = answer.body
    number = (
        found.get("count", found.get("hits", {}).get("total", {}).get("value")) if isinstance(found, dict) else None
    )
    if number is None:
        raise UsageError("a check needs a request that counts: _count or _search", "mend the check in the migration")
    if number:
        raise RefusedError(f"{step.message} ({number} documents)", "mend the documents, then run the command again")
    return Progress(1, 1)


def _wait(wire: Wire, step: Wait) -> Iterator[Progress]:
    """`green` or `yellow`: the health of the indices that the subject names."""
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
        time.sleep(_POLL_S)
