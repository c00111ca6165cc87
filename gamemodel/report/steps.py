"""Formats changes and their steps as text and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gamemodel.change import Change
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.step import Backfill, Check, Statement, Step, Wait


def change_lines(changes: Sequence[tuple[Change[Any], Sequence[Step]]], paint: Paint, *, steps: bool) -> list[str]:
    """`+ - ~` lines grouped by table, index or family; with `steps` also the statements of each change."""
    return grouped([(change.subject, _one(change, sent if steps else (), paint)) for change, sent in changes])


def _one(change: Change[Any], sent: Sequence[Step], paint: Paint) -> list[str]:
    mark = f"  {paint.bad('destroys data')}" if change.destroys else ""
    first, *rest = change.describe().splitlines()
    statements = [f"    {line}" for step in sent for line in step_lines(step, paint)]
    return [f"{paint.change(first)}{mark}", *(f"  {paint.change(line)}" for line in rest), *statements]


def grouped(blocks: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """The lines of each (subject, lines), indented under the owner of the subject: `orders` for `orders.note`."""
    lines: list[str] = []
    heading = ""
    for subject, block in blocks:
        owner = subject.rpartition(".")[0]
        if owner != heading and owner:
            lines.append(f"  {owner}")
        heading = owner
        lines += [f"{'    ' if owner else '  '}{line}" for line in block]
    return lines


def step_lines(step: Step, paint: Paint = PLAIN) -> list[str]:
    """The text of a step; waits, checks and backfills start with that word."""
    match step:
        case Statement():
            return [paint.dim(line) for line in step.text.strip().splitlines()]
        case Wait():
            return [paint.dim(f"wait until {step.until}: {step.subject}")]
        case Check():
            return [paint.dim(line) for line in _led("check that this finds nothing:", step.text)]
        case Backfill():
            return [paint.dim(line) for line in _led(f"backfill by {', '.join(step.key)}:", step.text)]


def _led(word: str, text: str) -> list[str]:
    return [word, *(f"  {line}" for line in text.strip().splitlines())]


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
