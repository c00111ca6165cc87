"""Steps and changes as lines of a diff, as the statements below them, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gamemodel.change import Change
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.step import Backfill, Check, Statement, Step, Wait


def change_lines(changes: Sequence[tuple[Change[Any], Sequence[Step]]], paint: Paint, *, steps: bool) -> list[str]:
    """`+ - ~` lines grouped under what they belong to, and below each, where asked, what a server would be sent."""
    lines: list[str] = []
    heading = ""
    for change, sent in changes:
        owner = change.subject.rpartition(".")[0]
        if owner != heading and owner:
            lines.append(f"  {owner}")
        heading = owner
        indent = "    " if owner else "  "
        mark = f"  {paint.bad('destroys data')}" if change.destroys else ""
        first, *rest = change.describe().splitlines()
        lines += [f"{indent}{paint.change(first)}{mark}", *(f"{indent}  {paint.change(line)}" for line in rest)]
        if steps:
            lines += [f"{indent}    {line}" for step in sent for line in step_lines(step, paint)]
    return lines


def step_lines(step: Step, paint: Paint = PLAIN) -> list[str]:
    """What a server is asked, line by line; waits, checks and backfills begin with their word."""
    match step:
        case Statement():
            return [paint.dim(line) for line in step.text.strip().splitlines()]
        case Wait():
            return [paint.dim(f"wait until {step.until}: {step.subject}")]
        case Check():
            return [paint.dim(line) for line in _led("check that nothing comes back from:", step.text)]
        case Backfill():
            return [paint.dim(line) for line in _led(f"backfill by {', '.join(step.key)}:", step.text)]


def _led(word: str, text: str) -> list[str]:
    return [word, *(f"  {line}" for line in text.strip().splitlines())]


def step_title(step: Step) -> str:
    """One line for a list: the first line of a statement, or the word of another step with its subject."""
    match step:
        case Statement():
            first, *rest = step.text.strip().splitlines()
            return first + (" …" if rest else "")
        case Wait():
            return f"wait until {step.until}: {step.subject}"
        case Check():
            return f"check {step.subject}: {step.message}"
        case Backfill():
            return f"backfill {step.subject}"


def step_data(step: Step) -> dict[str, Any]:
    """A step as JSON values; `kind` is statement, wait, check or backfill."""
    kind = type(step).__name__.lower()
    common = {"kind": kind, "subject": step.subject, "comment": step.comment or None}
    match step:
        case Statement():
            return common | {"text": step.text, "destroys": step.destroys}
        case Wait():
            return common | {"until": step.until, "timeout_s": step.timeout_s}
        case Check():
            return common | {"text": step.text, "message": step.message}
        case Backfill():
            return common | {"text": step.text, "key": list(step.key), "batch": step.batch}


def change_data(change: Change[Any], steps: Iterable[Step]) -> dict[str, Any]:
    """A change as JSON values, with the steps that perform it."""
    return {
        "subject": change.subject,
        "description": change.describe(),
        "destroys": change.destroys,
        "steps": [step_data(step) for step in steps],
    }
