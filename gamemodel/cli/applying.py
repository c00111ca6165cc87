"""What plan, migrate and rollback share: the run, its progress, summary and exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gamemodel.cli.command import command_name, emit

if TYPE_CHECKING:
    from gamemodel.apply import ApplyOptions, Result
    from gamemodel.cli.targets import Selection
    from gamemodel.topology import Target

FAILED = ("failed", "unreachable", "stopped")


def run(selected: Selection, targets: Sequence[Target], options: ApplyOptions) -> tuple[Result, ...]:
    """Apply or plan for every target; progress goes to standard error."""
    from gamemodel.apply import Run, execute
    from gamemodel.cli.interrupt import stop_requested
    from gamemodel.report.progress import progress_lines

    with stop_requested() as stop, progress_lines(sys.stderr) as lines:
        return execute(Run(selected.project, selected.environment, options, lines.event, stop), targets)


def summarise(selected: Selection, results: Sequence[Result], format: str) -> int:
    """Print the result of every target. Returns the exit code (see exit_code)."""
    from gamemodel.report import outcome
    from gamemodel.report.paint import Paint

    code = exit_code(results)
    if format == "json":
        emit(command_name(selected.ctx), {"ok": code == 0, "targets": [outcome.data(each) for each in results]})
        return code
    click.echo(outcome.text(results, Paint.of()), nl=False)
    if all(each.status in ("nothing", "follows") for each in results):
        click.echo(idle(selected), err=True)
    return code


def idle(selected: Selection) -> str:
    """Why nothing was sent."""
    if selected.project.history.revisions:
        return "nothing to do"
    return "the history is empty: gamemodel make -m TITLE writes the first revision"


def exit_code(results: Sequence[Result]) -> int:
    """2 if a target failed, 1 if one is held or waits for approval, else 0.

    A target that was not begun does not count: the one that blocked it does.
    """
    from gamemodel.errors import RefusedError

    codes = [0]
    for each in results:
        refused = isinstance(each.error, RefusedError) and not each.done
        if each.status in FAILED:
            codes.append(1 if refused else 2)
        elif each.status == "held":
            codes.append(1)
    return max(codes)
