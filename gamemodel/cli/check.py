"""`gamemodel check`: everything that is wrong with model, history and generated files; asks no server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gamemodel.cli.command import Command, emit, format_option, project, sources

if TYPE_CHECKING:
    from gamemodel.cache import Results


@click.command("check", cls=Command)
@format_option("github")
@click.option("--model-only", is_flag=True, help="Do not look at the history and the generated files.")
@click.option("--notes", is_flag=True, help="Show what is only worth knowing too: sizes, costs.")
@click.pass_context
def command(ctx: click.Context, format: str, model_only: bool, notes: bool) -> int:
    """Report everything that is wrong with model, history and files.

    Exits with 1 when there is an error; warnings alone do not fail.
    """
    from gamemodel import make
    from gamemodel.diagnostics import Severity
    from gamemodel.report import diagnostics
    from gamemodel.report.paint import Paint

    checkout = project(ctx)
    results = make.proven(checkout) if model_only else make.checked(checkout)
    found = results.findings or ()
    sound = results.stores > 0
    if sound and sys.stdout.isatty():
        make.refresh_editor_files(checkout)  # for the person at the terminal; CI has no editor
    failed = any(each.is_error for each in found)
    shown = tuple(each for each in found if notes or each.severity > Severity.NOTE)
    if format == "json":
        emit("check", {"ok": not failed, "diagnostics": diagnostics.data(found)})
        return int(failed)
    if format == "github":
        click.echo(diagnostics.github(shown), nl=False)
    elif shown:
        click.echo(diagnostics.text(shown, Paint.of(), sources(ctx)), nl=False)
    words = diagnostics.summary(shown)
    click.echo(f"{_size(results)}: {words or 'nothing wrong'}" if sound else words, err=True)
    return int(failed)


def _size(results: Results) -> str:
    from gamemodel.report.text import counted

    return f"{counted(results.entities, 'entity', 'entities')}, {counted(results.stores, 'store')}"
