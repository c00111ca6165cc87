"""`gamemodel rules`: lists all codes."""

from __future__ import annotations

import click

from gamemodel.cli.command import Command, emit, format_option


@click.command("rules", cls=Command)
@format_option()
def command(format: str) -> int:
    """List all codes.

    One line per code, with its severity and title. gamemodel explain CODE shows its page.
    """
    from gamemodel.codes import catalogue
    from gamemodel.report import codes
    from gamemodel.report.paint import Paint

    known = catalogue()
    if format == "json":
        emit("rules", {"codes": [codes.summary(each) for each in known]})
    else:
        click.echo(codes.table(known, Paint.of()), nl=False)
    return 0
