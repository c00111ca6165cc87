"""`gamemodel log`: shows the ledgers of the servers; changes nothing."""

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


@click.command("log", cls=Command)
@store_argument
@environment_option
@region_option
@click.option("--rows", is_flag=True, help="Show every ledger row.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str | None,
    environment: str,
    regions: tuple[str, ...],
    rows: bool,
    format: str,
) -> int:
    """Show what was applied, where, when and by whom.

    Newest first.
    """
    from gamemodel import verify
    from gamemodel.cli.command import say
    from gamemodel.report import log, targets
    from gamemodel.report.paint import Paint

    standings = verify.status(project(ctx), seen(ctx, store, environment, regions))
    failed = [each.error for each in standings if each.error is not None]
    if format == "json":
        body = [
            {
                "target": targets.data(each.target),
                "error": str(each.error) if each.error else None,
                "rows": [log.entry_data(entry) for entry in each.ledger.entries],
            }
            for each in standings
        ]
        emit("log", {"targets": body})
        return 2 if failed else 0
    titles = {revision.id: revision.title for revision in project(ctx).history.revisions}
    paint = Paint.of()
    click.echo(log.rows_text(standings, paint) if rows else log.text(standings, titles, paint), nl=False)
    for error in failed:
        say(error, ctx)
    return 2 if failed else 0
