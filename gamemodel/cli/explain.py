"""`gamemodel explain`: the page and examples of a code."""

from __future__ import annotations

import click

from gamemodel.cli.command import Command, emit, format_option


@click.command("explain", cls=Command)
@click.argument("code")
@format_option()
def command(code: str, format: str) -> int:
    """Explain a code: what it means, how to fix it, examples."""
    from gamemodel.codes import catalogue, documented
    from gamemodel.diagnostics import suggestion
    from gamemodel.errors import UsageError
    from gamemodel.report import codes
    from gamemodel.report.paint import Paint

    known = {each.id: each for each in catalogue()}
    found = known.get(code.upper())
    if found is None:
        near = suggestion(code.upper(), known)
        raise UsageError(f"there is no code '{code}'", f"{near + ' ' if near else ''}gamemodel rules lists all codes")
    if format == "json":
        emit("explain", {"code": codes.data(documented(found))})
    else:
        click.echo(codes.page(documented(found), Paint.of()), nl=False)
    return 0
