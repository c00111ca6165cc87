"""Applies to many targets: wave after wave, the targets of a wave side by side."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from gamemodel.apply.options import Result, Run, Status
from gamemodel.apply.order import blocks_the_rest, waves
from gamemodel.apply.replica import follow
from gamemodel.apply.session import TargetSession
from gamemodel.apply.target_runner import run_target
from gamemodel.errors import GamemodelError, Unreachable
from gamemodel.topology import Target

FRESH_S: Final = 30.0
"""A connection that waited longer than this for its wave is opened again, because servers and proxies close idle ones."""


@dataclass(slots=True)
class _Opened:
    """A target with its open connection, or with the failure to connect."""

    target: Target
    at: float
    stack: ExitStack
    session: TargetSession | None = None
    failure: Result | None = None


def execute(run: Run, targets: Iterable[Target]) -> tuple[Result, ...]:
    """Apply (or, with dry_run, only plan) for every target; results in the order of `targets`. A target's failure is a result.

    All targets are connected side by side before the first wave begins. Raises HistoryError before anything is connected
    if a file of the history was edited or is missing.
    """
    targets = tuple(targets)
    _ = run.project.history
    results: dict[Target, Result] = {}
    blocked: Result | None = None
    with ThreadPoolExecutor(max(1, len(targets)), "target") as pool, _all_opened(run, targets, pool) as opened:
        for wave in waves(targets):
            if blocked is not None:
                results |= {target: _not_begun(run, target, blocked) for target in wave}
                continue
            writers = {r.target.store.name: r.sequence for r in results.values() if not r.target.replica and r.sequence}
            done = pool.map(lambda target: _guarded(run, opened[target], writers), wave)  # noqa: B023
            results |= {result.target: result for result in done}
            if not run.options.dry_run:
                failed = [results[t] for t in wave if results[t].status in ("failed", "unreachable", "stopped")]
                blocked = next((r for r in failed if blocks_the_rest(r.target) or r.status == "stopped"), None)
    return tuple(results[target] for target in targets)


def _not_begun(run: Run, target: Target, blocked: Result) -> Result:
    verb = {"stopped": "was stopped", "unreachable": "is unreachable"}.get(blocked.status, "failed")
    why = f"not begun, because {blocked.target} {verb}"
    return Result(target, "not-run", resume=run.resume_command(target), error=GamemodelError(why))


@contextmanager
def _all_opened(run: Run, targets: tuple[Target, ...], pool: ThreadPoolExecutor) -> Iterator[Mapping[Target, _Opened]]:
    opened = {each.target: each for each in pool.map(lambda target: _open(run, target), targets)}
    try:
        yield opened
    finally:
        list(pool.map(lambda each: each.stack.close(), opened.values()))


def _open(run: Run, target: Target) -> _Opened:
    opened = _Opened(target, time.monotonic(), ExitStack())
    try:
        server = opened.stack.enter_context(run.project.connect(target))
        opened.session = TargetSession(run, target, server)
    except GamemodelError as error:
        opened.failure = _failure(run, target, error)
    return opened


def _guarded(run: Run, opened: _Opened, writers: Mapping[str, int]) -> Result:
    """Apply to one target, with every failure as a result. `writers` maps a store to the last row of its writer's ledger."""
    begun, target = time.monotonic(), opened.target
    if opened.failure is None and begun - opened.at > FRESH_S:
        opened.stack.close()
        again = _open(run, target)
        opened.stack, opened.session, opened.failure = again.stack, again.session, again.failure
    try:
        if opened.session is None:
            assert opened.failure is not None  # noqa: S101
            result = opened.failure
        elif target.replica:
            result = follow(opened.session, writers.get(target.store.name))
        else:
            result = run_target(opened.session)
    except GamemodelError as error:
        result = _failure(run, target, error)
    return replace(result, seconds=time.monotonic() - begun)


def _failure(run: Run, target: Target, error: GamemodelError) -> Result:
    status: Status = "unreachable" if isinstance(error, Unreachable) else "failed"
    return Result(target, status, error=error, resume=run.resume_command(target))
