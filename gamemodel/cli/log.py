"""`gamemodel log`: shows the ledgers of the servers; changes nothing."""

from __future__ import annotations

import click

from gamemodel.cli.command import emit, say
from gamemodel.cli.targets import Selection, targets_command


@targets_command("log", all_stores=True)
@click.option("--rows", is_flag=True, help="Show every ledger row.")
def command(selected: Selection, rows: bool, format: str) -> int:
    """Show what was applied, where, when and by whom.

    Newest first.
    """
    from gamemodel import verify
    from gamemodel.report import log, targets
    from gamemodel.report.paint import Paint

    statuses = verify.status(selected.project, selected.seen_targets())
    failed = [each.error for each in statuses if each.error is not None]
    if format == "json":
        body = [
            {
                "target": targets.data(each.target),
                "error": str(each.error) if each.error else None,
                "rows": [log.entry_data(entry) for entry in each.ledger.entries],
            }
            for each in statuses
        ]
        emit("log", {"targets": body})
        return 2 if failed else 0
    titles = {revision.id: revision.title for revision in selected.project.history.revisions}
    paint = Paint.of()
    click.echo(log.rows_text(statuses, paint) if rows else log.text(statuses, titles, paint), nl=False)
    for error in failed:
        say(error, selected.ctx)
    return 2 if failed else 0
