"""Formats the result of `verify`: the matrix and the drift of each target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gamemodel.report import errors, targets
from gamemodel.report.log import entry_data
from gamemodel.report.outcome import skips
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.steps import grouped
from gamemodel.report.text import counted, listed
from gamemodel.verify import Drift, Verified


def text(results: Sequence[Verified], paint: Paint = PLAIN) -> str:
    """The matrix, then drift, failures, skipped steps and what was not compared."""
    blocks = [targets.matrix([(each.target, _cell(each, paint)) for each in results], paint)]
    blocks += [_drift(each, paint) for each in results if each.drift]
    blocks += [_failure(each, paint) for each in results if each.error]
    blocks.append(skips(results, paint))
    notes: dict[str, list[str]] = {}
    for each in results:
        for note in each.notes:
            notes.setdefault(note, []).append(targets.name(each.target))
    blocks.append("".join(f"{paint.dim('not compared')} {listed(where)}: {note}\n" for note, where in notes.items()))
    return "\n".join(block for block in blocks if block)


def _cell(result: Verified, paint: Paint) -> targets.Cell:
    behind = f", {counted(len(result.pending), 'revision')} pending" if result.pending else ""
    match result.status:
        case "clean":
            return f"clean at {result.at}{behind}", paint.good
        case "drift":
            return f"{counted(len(result.drift), 'difference')} at {result.at}{behind}", paint.bad
        case "empty":
            return f"empty{behind}", paint.dim
    return result.status, paint.bad


def _drift(result: Verified, paint: Paint) -> str:
    lines = grouped(
        [(drift.subject, [paint.change(line) for line in drift.words.splitlines()]) for drift in result.drift]
    )
    return "\n".join([f"{paint.bold(targets.name(result.target))}: differs from revision {result.at}", *lines]) + "\n"


def _failure(result: Verified, paint: Paint) -> str:
    assert result.error is not None  # noqa: S101
    return "\n".join(errors.lines(targets.name(result.target), result.error, paint)) + "\n"


def data(result: Verified) -> dict[str, Any]:
    """The result of verifying one target, as JSON values."""
    return {
        "target": targets.data(result.target),
        "status": result.status,
        "at": result.at,
        "drift": [_drift_data(each) for each in result.drift],
        "pending": [{"revision": id_, "number": number, "title": title} for id_, number, title in result.pending],
        "skipped": [entry_data(row) for row in result.skipped],
        "notes": list(result.notes),
        "error": errors.data(result.error) if result.error else None,
    }


def _drift_data(drift: Drift) -> dict[str, Any]:
    return {"subject": drift.subject, "description": drift.words}
