"""Runs a backfill (`_reindex`, `_update_by_query`) as a task of the server, which can be resumed by its id."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from gamemodel.engines.opensearch.dialect.requests import Request
from gamemodel.engines.opensearch.server.connection import Connection, expect, find, words_of
from gamemodel.errors import ServerRefused
from gamemodel.step import Progress

POLL_S: Final = 0.5


def run_task(wire: Connection, request: Request, text: str, cursor: str | None) -> Iterator[Progress]:
    """Start the task, or find the one whose id is `cursor`, and yield its progress until it has ended."""
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
        time.sleep(POLL_S)
    problems = [state.get("error")] if state.get("error") else state.get("response", {}).get("failures", [])
    if problems:
        raise ServerRefused(words_of(problems[0].get("cause", problems[0])), text)
