"""`gamemodel status`: the status of every target by its own ledger; changes nothing."""

from __future__ import annotations

import click

from gamemodel.cli.applying import seen
from gamemodel.cli.command import (
    Command,
    emit,
    environment_option,
    format_option,
    project,
    region_option,
    store_argument,
)


@click.command("status", cls=Command)
@store_argument
@environment_option
@region_option
@click.option("--servers", is_flag=True, help="Also show the version of each server.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str | None,
    environment: str,
    regions: tuple[str, ...],
    servers: bool,
    format: str,
) -> int:
    """Show the revision of each store in each region.

    Below the matrix: pending revisions, open steps, holds, locks, skipped steps. Exits with 1 if there is something to
    do, 2 if a server cannot be reached.
    """
    from gamemodel import verify
    from gamemodel.report import status
    from gamemodel.report.paint import Paint

    standings = verify.status(project(ctx), seen(ctx, store, environment, regions))
    code = status.worst(standings)
    if format == "json":
        emit("status", {"ok": code == 0, "targets": [status.data(each) for each in standings]})
        return code
    click.echo(status.text(standings, Paint.of()), nl=False)
    if servers:
        click.echo("\n" + status.servers_text(standings), nl=False)
    return code
