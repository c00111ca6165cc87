"""`gamemodel plan`: migrate without the first step; writes nothing on any server."""

from __future__ import annotations

import click

from gamemodel.cli.applying import exit_code, idle, run
from gamemodel.cli.command import emit, folder
from gamemodel.cli.targets import Selection, targets_command


@targets_command("plan", all_stores=True)
@click.option("--to", type=click.IntRange(min=0), metavar="N", help="Stop after revision N.")
@click.option("--statements", is_flag=True, help="Show the statements of each change.")
@click.option("--out", metavar="FILE", help="Write the plan for migrate --plan FILE.")
def command(selected: Selection, to: int | None, statements: bool, out: str | None, format: str) -> int:
    """Preview the steps that migrate would run.

    Exits with 1 if there is something to do (0 with --out), 2 if a target cannot be reached.
    """
    from gamemodel.apply import ApplyOptions
    from gamemodel.cli import approval
    from gamemodel.plan import revision_at
    from gamemodel.report import outcome, plan
    from gamemodel.report.paint import Paint

    targets = selected.targets()
    revision_at(selected.project.history, to)
    results = run(selected, targets, ApplyOptions("up", to, dry_run=True))
    pending = any(each.plan is not None and each.plan.steps for each in results)
    code = exit_code(results) or int(pending and out is None)
    if out is not None and exit_code(results) == 0:
        approval.write(folder(selected.ctx) / out, selected.environment, results)
    if format == "json":
        emit("plan", {"pending": pending, "targets": [outcome.data(each) for each in results]})
        return code
    paint = Paint.of()
    steps = plan.text(results, paint, statements=statements)
    click.echo(steps + ("\n" if steps else "") + outcome.text(results, paint), nl=False)
    if not pending and code == 0:
        click.echo(idle(selected), err=True)
    return code
