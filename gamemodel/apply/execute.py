"""Over targets: waves, what runs side by side, what stops the rest. One target's course is left to course.py."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from gamemodel.apply.ledger_entries import resume_command
from gamemodel.apply.options import Result, Run, Status
from gamemodel.apply.order import leads, waves
from gamemodel.apply.target_runner import TargetRunner
from gamemodel.errors import GamemodelError, Unreachable
from gamemodel.topology import Target

FRESH_S: Final = 30.0
"""A connection that waited longer for its wave is made anew: servers and proxies close what is idle."""


@dataclass(slots=True)
class _Opened:
    """A target with its connection, or with what went wrong while connecting."""

    target: Target
    at: float
    stack: ExitStack
    course: TargetRunner | None = None
    failure: Result | None = None


def execute(run: Run, targets: Iterable[Target]) -> tuple[Result, ...]:
    """Apply (or, with dry_run, only plan) for every target; results in the order of `targets`. Never raises for one target's failure.

    All targets are connected side by side before the first wave begins. Raises HistoryError, before anything is connected,
    where a file of the history was edited or is missing.
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
                blocked = next((r for r in failed if leads(r.target) or r.status == "stopped"), None)
    return tuple(results[target] for target in targets)


def _not_begun(run: Run, target: Target, blocked: Result) -> Result:
    verb = {"stopped": "was stopped", "unreachable": "is unreachable"}.get(blocked.status, "failed")
    why = f"not begun, because {blocked.target.store.name} {blocked.target.label} {verb}"
    return Result(target, "not-run", resume=resume_command(run, target), error=GamemodelError(why))


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
        opened.course = TargetRunner(run, target, run.project.engine(target.store), server)
    except GamemodelError as error:
        opened.failure = _failure(run, target, error)
    return opened


def _guarded(run: Run, opened: _Opened, writers: Mapping[str, int]) -> Result:
    """One target, with every failure as a result. `writers` has the last row of each writer's ledger by store."""
    begun, target = time.monotonic(), opened.target
    if opened.failure is None and begun - opened.at > FRESH_S:
        opened.stack.close()
        again = _open(run, target)
        opened.stack, opened.course, opened.failure = again.stack, again.course, again.failure
    try:
        if opened.course is None:
            assert opened.failure is not None  # noqa: S101
            result = opened.failure
        elif target.replica:
            result = opened.course.follow(writers.get(target.store.name))
        else:
            result = opened.course.go()
    except GamemodelError as error:
        result = _failure(run, target, error)
    return replace(result, seconds=time.monotonic() - begun)


def _failure(run: Run, target: Target, error: GamemodelError) -> Result:
    status: Status = "unreachable" if isinstance(error, Unreachable) else "failed"
    return Result(target, status, error=error, resume=resume_command(run, target))
