"""`gamemodel plan`: migrate without the first step; writes nothing on any server."""

from __future__ import annotations

import click

from gamemodel.cli.applying import chosen, exit_code, idle, run
from gamemodel.cli.command import (
    Command,
    emit,
    environment_option,
    folder,
    format_option,
    region_option,
    store_argument,
)


@click.command("plan", cls=Command)
@store_argument
@environment_option
@region_option
@click.option("--to", type=click.IntRange(min=0), metavar="N", help="Stop after revision N.")
@click.option("--statements", is_flag=True, help="Show the statements of each change.")
@click.option("--out", metavar="FILE", help="Write the plan for migrate --plan FILE.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str | None,
    environment: str,
    regions: tuple[str, ...],
    to: int | None,
    statements: bool,
    out: str | None,
    format: str,
) -> int:
    """Preview the steps that migrate would run.

    Exits with 1 if there is something to do (0 with --out), 2 if a target cannot be reached.
    """
    from gamemodel.apply import ApplyOptions
    from gamemodel.cli import approval
    from gamemodel.cli.command import project
    from gamemodel.plan import revision_at
    from gamemodel.report import outcome, plan
    from gamemodel.report.paint import Paint

    targets = chosen(ctx, store, environment, regions)
    revision_at(project(ctx).history, to)
    results = run(ctx, targets, environment, ApplyOptions("up", to, dry_run=True))
    pending = any(each.plan is not None and each.plan.steps for each in results)
    code = exit_code(results) or int(pending and out is None)
    if out is not None and exit_code(results) == 0:
        approval.write(folder(ctx) / out, environment, results)
    if format == "json":
        emit("plan", {"pending": pending, "targets": [outcome.data(each) for each in results]})
        return code
    paint = Paint.of()
    steps = plan.text(results, paint, statements=statements)
    click.echo(steps + ("\n" if steps else "") + outcome.text(results, paint), nl=False)
    if not pending and code == 0:
        click.echo(idle(ctx), err=True)
    return code
