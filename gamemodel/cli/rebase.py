"""`gamemodel rebase`: puts the revisions of a later branch on top of those that were merged first."""

from __future__ import annotations

import sys

import click

from gamemodel.cli.command import Command, emit, format_option, project


@click.command("rebase", cls=Command)
@click.option(
    "--onto",
    metavar="REF",
    help="The branch that was merged first: a git revision, or `ours` or `theirs` of the conflict. Defaults to what git says.",
)
@click.option(
    "--drop",
    multiple=True,
    metavar="REVISION",
    help="Leave out this revision of the later branch; may be given more than once.",
)
@click.option(
    "--env",
    "environments",
    multiple=True,
    metavar="NAME",
    help="Ask only the ledgers of this environment; may be given more than once. Defaults to all.",
)
@click.option(
    "--offline", is_flag=True, help="Ask no ledger. Servers that have the old revisions then refuse the new ones."
)
@format_option()
@click.pass_context
def command(
    ctx: click.Context,
    onto: str | None,
    drop: tuple[str, ...],
    environments: tuple[str, ...],
    offline: bool,
    format: str,
) -> int:
    """Put a later branch's revisions on top after a merge.

    Two branches that both made a revision conflict in schema/history.lock. Resolve the conflicts in the model's files
    first. The revisions that were merged first stay as they are; the others get new numbers, steps and files. Files at
    head are regenerated. Nothing is written when a revision does not apply, or when a server has one of them already.
    """
    from gamemodel import rebase
    from gamemodel.errors import UsageError
    from gamemodel.report import rebased
    from gamemodel.report.paint import Paint

    if offline and environments:
        raise UsageError("--offline asks no ledger, and --env names whose to ask", "leave one of them out")
    asked = () if offline else environments or None
    done = rebase.rebase(project(ctx), onto, drop, asked)
    if format == "json":
        emit("rebase", rebased.data(done))
        return 0
    click.echo(rebased.text(done), nl=False)
    click.echo(rebased.summary(done, Paint.of(sys.stderr)), err=True)
    return 0
