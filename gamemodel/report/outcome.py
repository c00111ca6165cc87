"""Formats the result of `plan`, `migrate` and `rollback`: the matrix, and each failure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gamemodel.apply import Result
from gamemodel.diagnostics import Diagnostic
from gamemodel.errors import RefusedError
from gamemodel.report import diagnostics, errors, targets
from gamemodel.report.log import entry_data
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.plan import planned_data
from gamemodel.report.text import counted, listed


def text(results: Sequence[Result], paint: Paint = PLAIN) -> str:
    """The matrix, then failures, skipped steps and findings."""
    blocks = [targets.matrix([(each.target, _cell(each, paint)) for each in results], paint)]
    blocks += [_failure(each, paint) for each in results if each.error is not None and each.status != "not-run"]
    blocks += [_stopped(each, paint) for each in results if each.error is None and each.status == "stopped"]
    blocks += [skips(results, paint), diagnostics.text(_findings(results), paint)]
    return "\n".join(block for block in blocks if block)


def _cell(result: Result, paint: Paint) -> targets.Cell:
    moved = f"{result.before} -> {result.after}" if result.before != result.after else f"at {result.after}"
    left = f", {counted(result.left, 'step')} left" if result.left else ""
    match result.status:
        case "nothing":
            return f"at {result.after}, nothing to do", paint.dim
        case "applied":
            done = counted(result.done, "step") if result.done else "released"
            return f"{moved}, {done}", paint.good
        case "planned":
            return (
                f"{f'at {result.before}' if result.before else 'empty'}, {counted(result.left, 'step')} to do",
                paint.warning,
            )
        case "follows":
            return f"follows, at {result.after}", paint.dim
        case "held":
            return f"held at {result.after}{left}", paint.warning
        case "stopped":
            return f"stopped, {moved}{left}", paint.warning
        case "unreachable":
            return "unreachable", paint.bad
        case "not-run":
            return "not started", paint.warning
    word = "refused" if isinstance(result.error, RefusedError) and not result.done else "failed"
    known = result.plan is not None or result.after
    return f"{word}, {moved}{left}" if known else word, paint.bad


def _failure(result: Result, paint: Paint) -> str:
    error, step = result.error, result.at_step
    assert error is not None  # noqa: S101
    number = f" {step.number:04d}" if step else ""
    place = f"{result.target.store.name}{number} {result.target.label}"
    doing = f"step {step.position} of {step.steps}: " if step else ""
    lines = [f"{paint.bold(place)}: {doing}{error.message}", *errors.statement_lines(error)]
    if result.status in ("failed", "unreachable") and (result.done or result.left):
        lines.append(f"  {counted(result.done, 'step')} applied, {counted(result.left, 'step')} left")
    if error.help:
        lines.append(f"  {paint.place('help:')} {error.help}")
    if result.resume and result.resume not in error.help:
        lines.append(f"  {paint.place('resume:')} {result.resume}")
    return "\n".join(lines) + "\n"


def _stopped(result: Result, paint: Paint) -> str:
    return (
        f"{paint.bold(targets.name(result.target))}: stopped on request\n  {paint.place('resume:')} {result.resume}\n"
    )


def skips(results: Sequence[Any], paint: Paint = PLAIN) -> str:
    """Skipped steps with their reasons; each of `results` has `target` and `skipped`."""
    reasons: dict[tuple[str, str], dict[str, int]] = {}
    for result in results:
        for row in result.skipped:
            labels = reasons.setdefault((result.target.store.name, row.note), {})
            labels[result.target.label] = labels.get(result.target.label, 0) + 1
    lines = [
        f"{paint.warning('NOT APPLIED')} {store} {listed(labels)}: "
        f"{counted(max(labels.values()), 'step')} skipped: {note}; they run once the server supports them\n"
        for (store, note), labels in reasons.items()
    ]
    return "".join(lines)


def _findings(results: Sequence[Result]) -> tuple[Diagnostic, ...]:
    told = {row.note for result in results for row in result.skipped}
    found = dict.fromkeys(finding for result in results for finding in result.findings)
    return tuple(each for each in found if not any(note and note in each.message for note in told))


def data(result: Result) -> dict[str, Any]:
    """The outcome of one target as JSON values."""
    return {
        "target": targets.data(result.target),
        "status": result.status,
        "before": result.before,
        "after": result.after,
        "steps_done": result.done,
        "steps_left": result.left,
        "seconds": round(result.seconds, 3),
        "error": errors.data(result.error) if result.error else None,
        "resume": result.resume or None,
        "skipped": [entry_data(row) for row in result.skipped],
        "findings": diagnostics.data(result.findings),
        "plan": planned_data(result.plan.steps) if result.plan else [],
    }
