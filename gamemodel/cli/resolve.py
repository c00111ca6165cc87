"""`gamemodel resolve`: records the outcome of an open step as a person found it; sends nothing else."""

from __future__ import annotations

import click

from gamemodel.cli.applying import chosen
from gamemodel.cli.command import Command, environment_option, format_option, project, region_option
from gamemodel.cli.for_each_target import for_each_target, single_target


@click.command("resolve", cls=Command)
@click.argument("store")
@environment_option
@region_option
@click.option("--done", is_flag=True, help="The server has what the step makes.")
@click.option("--not-done", is_flag=True, help="The server lacks it; migrate sends it again.")
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    store: str,
    environment: str,
    regions: tuple[str, ...],
    done: bool,
    not_done: bool,
    format: str,
) -> int:
    """Record the outcome of a step that cannot be determined.

    Check the server first.
    """
    from gamemodel.apply.ledger_operations import resolve
    from gamemodel.errors import UsageError
    from gamemodel.topology import Target

    if done == not_done:
        raise UsageError("either --done or --not-done is needed", f"gamemodel resolve {store} --done, or --not-done")
    target = single_target(chosen(ctx, store, environment, regions), "resolve")

    def action(target: Target) -> str:
        row = resolve(project(ctx), target, "done" if done else "not-done")
        return f"step {row.position} of {row.revision} is recorded as {'done' if done else 'not done'}"

    return for_each_target(ctx, (target,), action, format)
