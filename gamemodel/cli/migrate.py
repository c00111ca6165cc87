"""`gamemodel migrate`: applies what the servers lack."""

from __future__ import annotations

import click

from gamemodel.cli.applying import run, summarise
from gamemodel.cli.command import folder
from gamemodel.cli.targets import Selection, targets_command


@targets_command("migrate", all_stores=True)
@click.option("--to", type=click.IntRange(min=0), metavar="N", help="Stop after revision N.")
@click.option(
    "--destroy",
    "allowed",
    multiple=True,
    metavar="REVISION",
    help="Approve the destructive steps of this revision; may be repeated.",
)
@click.option("--plan", "approved", metavar="FILE", help="Apply only the approved plan in FILE (see plan --out).")
def command(selected: Selection, to: int | None, allowed: tuple[str, ...], approved: str | None, format: str) -> int:
    """Apply pending revisions; resume an interrupted run.

    Without STORE, all stores. Clusters that span regions and writers come first, then the canary region, then the rest
    side by side. Exits with 1 if a target is held or a destructive revision needs approval, 2 if a target failed.
    """
    from gamemodel.apply import ApplyOptions
    from gamemodel.cli.approval import read
    from gamemodel.plan import revision_at

    targets = selected.targets()
    revision_at(selected.project.history, to)
    options = ApplyOptions(
        "up",
        to,
        allowed=allowed,
        approved=read(folder(selected.ctx), approved, selected.environment) if approved else None,
    )
    return summarise(selected, run(selected, targets, options), format)
