"""`gamemodel unlock`: releases the lock of a runner that is gone, and prints who held it."""

from __future__ import annotations

import click

from gamemodel.cli.applying import named
from gamemodel.cli.command import Command, environment_option, format_option, project, region_option
from gamemodel.cli.for_each_target import for_each_target


@click.command("unlock", cls=Command)
@click.argument("store")
@environment_option
@region_option
@format_option()
@click.pass_context
def command(ctx: click.Context, store: str, environment: str, regions: tuple[str, ...], format: str) -> int:
    """Remove the lock of a dead runner.

    A runner that is still alive loses the lock too and stops before its next statement; look at gamemodel status first.
    """
    from gamemodel.topology import Target

    checkout = project(ctx)

    def action(target: Target) -> str:
        with checkout.connect(target) as server:
            lock = server.locked()
            if lock is None:
                return "not locked"
            server.unlock()
            return f"unlocked; was held by {lock.holder}"

    return for_each_target(ctx, named(ctx, store, environment, regions), action, format)
