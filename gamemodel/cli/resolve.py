"""`gamemodel resolve`: records the outcome of an open step as a person found it; sends nothing else."""

from __future__ import annotations

import click

from gamemodel.cli.targets import Selection, for_each_target, targets_command


@targets_command("resolve")
@click.option("--done", is_flag=True, help="The server has what the step makes.")
@click.option("--not-done", is_flag=True, help="The server lacks it; migrate sends it again.")
def command(selected: Selection, done: bool, not_done: bool, format: str) -> int:
    """Record the outcome of a step that cannot be determined.

    Check the server first.
    """
    from gamemodel.apply.ledger_operations import resolve
    from gamemodel.errors import UsageError
    from gamemodel.topology import Target

    if done == not_done:
        raise UsageError(
            "either --done or --not-done is needed", f"gamemodel resolve {selected.store} --done, or --not-done"
        )
    target = selected.single_target()

    def action(target: Target) -> str:
        row = resolve(selected.project, target, "done" if done else "not-done")
        return f"step {row.position} of {row.revision} is recorded as {'done' if done else 'not done'}"

    return for_each_target(selected, (target,), action, format)
