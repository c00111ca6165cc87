"""`gamemodel swap`: points an alias at another copy of its index in one step."""

from __future__ import annotations

import click

from gamemodel.cli.applying import chosen
from gamemodel.cli.command import Command, environment_option, format_option, project, region_option
from gamemodel.cli.for_each_target import for_each_target


@click.command("swap", cls=Command)
@click.argument("store")
@click.argument("name")
@environment_option
@region_option
@click.option("--copy", metavar="COPY", help="The copy to point at; defaults to the newest.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str,
    name: str,
    environment: str,
    regions: tuple[str, ...],
    copy: str | None,
    format: str,
) -> int:
    """Switch readers to a rebuilt index in one step.

    NAME is the alias that readers use; a job has built the copy. Readers see the old copy or the new one, never none.
    """
    from gamemodel.apply.ledger_entries import holder
    from gamemodel.topology import Target

    checkout = project(ctx)
    engine = checkout.engine(checkout.stores(store)[0])

    def action(target: Target) -> str:
        with checkout.connect(target) as server, server.lock(holder()):
            bindings = engine.bindings(checkout.fold(target.store), target)
            notes = [progress.note for progress in server.swap(name, copy, bindings) if progress.note]
            return notes[-1] if notes else f"{name} moved"

    return for_each_target(ctx, chosen(ctx, store, environment, regions), action, format)
