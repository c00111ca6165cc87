"""`gamemodel diff`: what the model changes in each store; asks no server and writes nothing."""

from __future__ import annotations

import click

from gamemodel.cli.command import Command, emit, format_option, project, sources


@click.command("diff", cls=Command)
@click.argument("store", required=False)
@format_option("github")
@click.option("--statements", is_flag=True, help="Below each change, show what a server will be sent.")
@click.pass_context
def command(ctx: click.Context, store: str | None, format: str, statements: bool) -> int:
    """Show what the model changes in each store.

    Compares the model with what the history adds up to. Exits with 1 when they differ.
    """
    from gamemodel import make
    from gamemodel.diagnostics import ordered
    from gamemodel.report import diagnostics, diff
    from gamemodel.report.paint import Paint

    checkout = project(ctx)
    proposals = make.propose(checkout, store)
    differs = any(each.difference for each in proposals)
    findings = ordered(finding for each in proposals for finding in each.findings)
    if format == "json":
        emit("diff", {"differs": differs, "stores": diff.data(proposals)})
        return int(differs)
    if format == "github":
        click.echo(diagnostics.github(findings), nl=False)
        return int(differs)
    paint = Paint.of()
    click.echo(diff.text(proposals, paint, steps=statements), nl=False)
    if findings:
        click.echo("\n" + diagnostics.text(findings, paint, sources(ctx)), nl=False)
    if not differs:
        click.echo("the model and the history agree", err=True)
    elif not any(each.is_error for each in findings):
        click.echo("write it: gamemodel make -m TITLE", err=True)
    return int(differs)
