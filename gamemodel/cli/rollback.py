"""`gamemodel rollback`: undoes revisions of one store and holds it there."""

from __future__ import annotations

import click

from gamemodel.cli.applying import run, summarise
from gamemodel.cli.targets import Selection, targets_command


@targets_command("rollback")
@click.option("--to", type=click.IntRange(min=0), metavar="N", help="Roll back to revision N.")
@click.option("--release", is_flag=True, help="Release the hold without rolling back.")
@click.option(
    "--destroy",
    "allowed",
    multiple=True,
    metavar="REVISION",
    help="Approve destructive steps when undoing this revision.",
)
@click.option("--dry-run", is_flag=True, help="Show the steps without running them.")
def command(
    selected: Selection, to: int | None, release: bool, allowed: tuple[str, ...], dry_run: bool, format: str
) -> int:
    """Roll a store back to a revision and hold it there.

    Revisions are undone newest first. migrate skips the store until the hold is released (--release).
    """
    from gamemodel.apply import ApplyOptions
    from gamemodel.errors import UsageError
    from gamemodel.plan import revision_at
    from gamemodel.report import plan
    from gamemodel.report.paint import Paint

    if release == (to is not None):
        raise UsageError(
            "either --to N or --release is needed", f"gamemodel rollback {selected.store} --to N, or --release"
        )
    targets = selected.targets()
    if release:
        # Up to revision 0 there is nothing to send: only the hold ends.
        return summarise(selected, run(selected, targets, ApplyOptions("up", 0, release=True)), format)
    revision_at(selected.project.history, to)
    results = run(selected, targets, ApplyOptions("down", to, dry_run=dry_run, allowed=allowed))
    if dry_run and format == "text" and (steps := plan.text(results, Paint.of())):
        click.echo(steps)
    return summarise(selected, results, format)
