"""`gamemodel migrate`: applies what the servers lack."""

from __future__ import annotations

import click

from gamemodel.cli.applying import chosen, run, summarise
from gamemodel.cli.command import (
    Command,
    environment_option,
    folder,
    format_option,
    region_option,
    store_argument,
)


@click.command("migrate", cls=Command)
@store_argument
@environment_option
@region_option
@click.option("--to", type=click.IntRange(min=0), metavar="N", help="Stop after revision N.")
@click.option(
    "--destroy",
    "allowed",
    multiple=True,
    metavar="REVISION",
    help="Approve the destructive steps of this revision; may be repeated.",
)
@click.option("--plan", "approved", metavar="FILE", help="Apply only the approved plan in FILE (see plan --out).")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str | None,
    environment: str,
    regions: tuple[str, ...],
    to: int | None,
    allowed: tuple[str, ...],
    approved: str | None,
    format: str,
) -> int:
    """Apply pending revisions; resume an interrupted run.

    Without STORE, all stores. Clusters that span regions and writers come first, then the canary region, then the rest
    side by side. Exits with 1 if a target is held or a destructive revision needs approval, 2 if a target failed.
    """
    from gamemodel.apply import ApplyOptions
    from gamemodel.cli.approval import read
    from gamemodel.cli.command import project
    from gamemodel.plan import revision_at

    targets = chosen(ctx, store, environment, regions)
    revision_at(project(ctx).history, to)
    options = ApplyOptions(
        "up", to, allowed=allowed, approved=read(folder(ctx), approved, environment) if approved else None
    )
    return summarise(ctx, run(ctx, targets, environment, options), format)
