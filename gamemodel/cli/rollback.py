"""`gamemodel rollback`: undoes revisions of one store and holds it there."""

from __future__ import annotations

import click

from gamemodel.cli.applying import chosen, run, summarise
from gamemodel.cli.command import Command, environment_option, format_option, project, region_option


@click.command("rollback", cls=Command)
@click.argument("store")
@environment_option
@region_option
@click.option("--to", type=click.IntRange(min=0), metavar="N", help="Undo every revision above N.")
@click.option("--release", is_flag=True, help="End the hold, so that migrate applies again; undoes nothing.")
@click.option("--destroy", "allowed", multiple=True, metavar="REVISION", help="Let undoing this revision destroy data.")
@click.option("--dry-run", is_flag=True, help="Show the steps and stop before the first.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str,
    environment: str,
    regions: tuple[str, ...],
    to: int | None,
    release: bool,
    allowed: tuple[str, ...],
    dry_run: bool,
    format: str,
) -> int:
    """Undo revisions of one store and hold it there.

    The newest revision is undone first. migrate leaves the store alone until --release ends the hold.
    """
    from gamemodel.apply import ApplyOptions
    from gamemodel.errors import UsageError
    from gamemodel.plan import revision_at
    from gamemodel.report import plan
    from gamemodel.report.paint import Paint

    if release == (to is not None):
        raise UsageError("either --to N or --release is needed", f"gamemodel rollback {store} --to N, or --release")
    targets = chosen(ctx, store, environment, regions)
    if release:
        # Up to revision 0 there is nothing to send: only the hold ends.
        return summarise(ctx, run(ctx, targets, environment, ApplyOptions("up", 0, release=True)), format)
    revision_at(project(ctx).history, to)
    results = run(ctx, targets, environment, ApplyOptions("down", to, dry_run=dry_run, allowed=allowed))
    if dry_run and format == "text" and (steps := plan.text(results, Paint.of())):
        click.echo(steps)
    return summarise(ctx, results, format)
