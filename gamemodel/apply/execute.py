"""Over targets: waves, what runs side by side, what stops the rest. One target's course is left to course.py."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from gamemodel.apply.course import Course
from gamemodel.apply.order import Result, Run
from gamemodel.apply.records import connected, resume_command
from gamemodel.errors import GamemodelError, Unreachable
from gamemodel.topology import Target


def execute(run: Run, targets: Iterable[Target]) -> tuple[Result, ...]:
    """Apply (or, with dry_run, only plan) for every target; results in the order of `targets`. Never raises for one target's failure.

    Raises HistoryError, before anything is connected, where a file of the history was edited or is missing.
    """
    targets = tuple(targets)
    _ = run.project.history
    results: dict[Target, Result] = {}
    blocked: Result | None = None
    for wave in waves(targets):
        if blocked is not None:
            why = f"not begun, because {blocked.target.store.name} {blocked.target.label} {_verb(blocked)}"
            for target in wave:
                results[target] = Result(
                    target, "not-run", resume=resume_command(run, target), error=GamemodelError(why)
                )
            continue
        with ThreadPoolExecutor(max_workers=max(1, len(wave)), thread_name_prefix="target") as pool:
            for result in pool.map(lambda target: guarded(run, target), wave):
                results[result.target] = result
        if not run.order.dry_run:
            failed = [results[t] for t in wave if results[t].status in ("failed", "unreachable", "stopped")]
            blocked = next((r for r in failed if leads(r.target) or r.status == "stopped"), None)
    return tuple(results[target] for target in targets)


def waves(targets: Iterable[Target]) -> tuple[tuple[Target, ...], ...]:
    """Clusters that span regions and writers first, then the canary region, then the rest side by side, replicas last."""
    ranked: dict[int, list[Target]] = {}
    for target in targets:
        rank = 3 if target.replica else 0 if target.store.scope.kind != "each-region" else 1 if target.canary else 2
        ranked.setdefault(rank, []).append(target)
    return tuple(tuple(ranked[rank]) for rank in sorted(ranked))


def leads(target: Target) -> bool:
    """Others wait for it: a cluster that spans regions, a writer, the canary."""
    return not target.replica and (target.canary or target.store.scope.kind != "each-region")


def _verb(result: Result) -> str:
    return (
        "was stopped"
        if result.status == "stopped"
        else "is unreachable"
        if result.status == "unreachable"
        else "failed"
    )


def _resume(run: Run, target: Target) -> str:
    words = ["gamemodel", "migrate" if run.order.action == "up" else "rollback", target.store.name]
    if run.order.to is not None:
        words += ["--to", str(run.order.to)]
    if run.environment != "local":
        words += ["--env", run.environment]
    if target.store.scope.kind == "each-region":
        words += ["--region", target.regions[0]]
    return " ".join(words)


def guarded(run: Run, target: Target) -> Result:
    """One target, with every failure as a result."""
    begun = time.monotonic()
    try:
        with connected(run.project, target) as server:
            course = Course(run, target, run.project.engine(target.store), server)
            result = course.follow() if target.replica else course.go()
    except Unreachable as error:
        result = Result(target, "unreachable", error=error, resume=resume_command(run, target))
    except GamemodelError as error:
        result = Result(target, "failed", error=error, resume=resume_command(run, target))
    return replace(result, seconds=time.monotonic() - begun)
