"""Formats plans: the steps to run, once for all targets with the same plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from gamemodel.apply import Result
from gamemodel.plan import PlannedStep, TargetPlan
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.steps import step_data, step_lines
from gamemodel.report.text import counted, listed


def text(results: Sequence[Result], paint: Paint = PLAIN, *, statements: bool = False) -> str:
    """One block per different plan, with its regions; empty if nothing is planned."""
    blocks: dict[tuple[Any, ...], list[TargetPlan]] = {}
    for result in results:
        if result.plan is not None and result.plan.steps:
            blocks.setdefault(_likeness(result.plan), []).append(result.plan)
    return "\n".join(_block(plans, paint, statements=statements) for plans in blocks.values())


def _likeness(plan: TargetPlan) -> tuple[Any, ...]:
    return (plan.target.store.name, plan.at, tuple((s.kind, s.revision, s.position, s.words) for s in plan.steps))


def _block(plans: Sequence[TargetPlan], paint: Paint, *, statements: bool) -> str:
    plan = plans[0]
    regions = listed(each.target.label for each in plans)
    at = f"at revision {plan.at}" if plan.at else "empty"
    lines = [f"{paint.bold(plan.target.store.name)} {regions}: {at}, {counted(len(plan.steps), 'step')}"]
    heading = None
    for key, group in groupby(plan.steps, key=lambda s: (s.kind, s.revision, s.change, s.words)):
        steps = list(group)
        if key[:2] != heading:
            lines.append(f"  {_heading(steps[0])}")
            heading = key[:2]
        lines += _change(steps, paint, statements=statements)
    return "\n".join(lines) + "\n"


def _heading(step: PlannedStep) -> str:
    match step.kind:
        case "placement":
            return "replication, from the topology"
        case "restore":
            return "skipped earlier, now supported"
    return f"{step.number:04d} {step.title}" + (" (undone)" if step.direction == "down" else "")


def _change(steps: Sequence[PlannedStep], paint: Paint, *, statements: bool) -> list[str]:
    first, last = steps[0].position, steps[-1].position
    numbers = f"{first}" if first == last else f"{first}-{last}"
    mark = f"  {paint.bad('destroys data')}" if any(each.destroys for each in steps) else ""
    head, *rest = steps[0].words.splitlines()
    lines = [f"    {numbers:>6}  {paint.change(head)}{mark}", *(f"            {paint.change(line)}" for line in rest)]
    if statements:
        lines += [f"              {line}" for each in steps for line in step_lines(each.step, paint)]
    return lines


def planned_data(steps: Iterable[PlannedStep]) -> list[dict[str, Any]]:
    """Planned steps as JSON values, in order."""
    return [
        {
            "kind": each.kind,
            "revision": each.revision,
            "number": each.number,
            "title": each.title,
            "direction": each.direction,
            "position": each.position,
            "of": each.steps,
            "change": each.words,
            "destroys": each.destroys,
            "step": step_data(each.step),
        }
        for each in steps
    ]
