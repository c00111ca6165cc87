"""`gamemodel status`: the status of every target by its own ledger; changes nothing."""

from __future__ import annotations

import click

from gamemodel.cli.command import emit
from gamemodel.cli.targets import Selection, targets_command


@targets_command("status", all_stores=True)
@click.option("--servers", is_flag=True, help="Also show the version of each server.")
def command(selected: Selection, servers: bool, format: str) -> int:
    """Show the revision of each store in each region.

    Below the matrix: pending revisions, open steps, holds, locks, skipped steps. Exits with 1 if there is something to
    do, 2 if a server cannot be reached.
    """
    from gamemodel import verify
    from gamemodel.report import status
    from gamemodel.report.paint import Paint

    statuses = verify.status(selected.project, selected.seen_targets())
    code = status.worst(statuses)
    if format == "json":
        emit("status", {"ok": code == 0, "targets": [status.data(each) for each in statuses]})
        return code
    click.echo(status.text(statuses, Paint.of()), nl=False)
    if servers:
        click.echo("\n" + status.servers_text(statuses), nl=False)
    return code
