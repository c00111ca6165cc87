"""`gamemodel make`: writes the next revision; asks no server."""

from __future__ import annotations

import sys

import click

from gamemodel.cli.command import Command, emit, format_option, project, sources


@click.command("make", cls=Command)
@click.option("-m", "--message", "title", default="", metavar="TITLE", help="Title of the revision, one line.")
@click.option("--empty", metavar="STORE", help="Write a draft for statements by hand in STORE instead.")
@click.option("--seal", is_flag=True, help="Read what was written into the draft and close the revision.")
@format_option()
@click.pass_context
def command(ctx: click.Context, title: str, empty: str | None, seal: bool, format: str) -> int:
    """Write the next revision: migrations and files at head.

    The migrations are written as text to review and as data that is executed. Nothing is written when the model has an error or a change is refused.
    """
    from gamemodel import drafts, make
    from gamemodel.errors import UsageError
    from gamemodel.report import diagnostics, diff
    from gamemodel.report.paint import Paint

    checkout = project(ctx)
    if seal and (empty or title):
        raise UsageError("--seal closes the open draft and takes no title", "gamemodel make --seal")
    if empty and not title.strip():
        raise UsageError("a revision needs a title", f"gamemodel make --empty {empty} -m TITLE")
    if seal:
        written = drafts.seal(checkout)
    elif empty:
        written = drafts.empty(checkout, title, empty)
    else:
        written = make.make(checkout, title)
    if format == "json":
        emit("make", diff.written_data(written))
        return 0
    click.echo(diff.written_text(written), nl=False)
    findings = [finding for each in written.proposals for finding in each.findings]
    if findings:
        err = Paint.of(sys.stderr)
        click.echo(diagnostics.text(findings, err, sources(ctx)), err=True, nl=False)
    click.echo(diff.written_summary(written), err=True)
    return 0
