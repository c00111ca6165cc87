"""Options, checkout and error output shared by all commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gamemodel.errors import GamemodelError
    from gamemodel.project import Project

F = TypeVar("F", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose function returns its exit code. A GamemodelError is printed in the chosen format."""

    def invoke(self, ctx: click.Context) -> Any:
        from gamemodel.errors import GamemodelError

        try:
            return super().invoke(ctx)
        except GamemodelError as error:
            return say(error, ctx)


def say(error: GamemodelError, ctx: click.Context) -> int:
    """Print an expected error and its help: to standard error as text, or to standard output as JSON or annotations."""
    from gamemodel.report import errors
    from gamemodel.report.paint import Paint

    format_ = ctx.params.get("format", "text")
    if format_ == "json":
        emit(command_name(ctx), {"error": errors.data(error)})
    if format_ == "github":
        click.echo(errors.github(error), nl=False)
    else:
        click.echo(errors.text(error, Paint.of(sys.stderr), sources(ctx)), err=True, nl=False)
    return error.exit_code


def sources(ctx: click.Context) -> dict[str, str]:
    """The text of the model's files, for excerpts; empty outside a checkout."""
    from gamemodel.errors import GamemodelError

    try:
        return dict(project(ctx).sources[0])
    except (GamemodelError, OSError):
        return {}


def command_name(ctx: click.Context) -> str:
    """The command without `gamemodel`: `migrate`, `sandbox up`."""
    return ctx.command_path.partition(" ")[2]


def emit(name: str, body: dict[str, Any]) -> None:
    """Print the JSON document of a command: `format`, `command`, then `body`."""
    import json

    click.echo(json.dumps({"format": 1, "command": name, **body}, indent=2, ensure_ascii=False))


def folder(ctx: click.Context) -> Any:
    """The folder given with `-C`, as a Path. Raises UsageError if it does not exist."""
    from pathlib import Path

    from gamemodel.errors import UsageError

    path = Path(ctx.find_root().params.get("directory", "."))
    if not path.is_dir():
        raise UsageError(f"folder {path} does not exist", "name an existing folder with -C")
    return path.resolve()


def project(ctx: click.Context) -> Project:
    """The checkout of the command. Raises UsageError outside a checkout."""
    from gamemodel.project import Project

    known = ctx.find_root().obj
    if not isinstance(known, Project):
        known = ctx.find_root().obj = Project.find(folder(ctx))
    return known


def format_option(*more: str) -> Callable[[F], F]:
    """`--format text|json`, and the command's other formats."""
    return click.option(
        "--format", type=click.Choice(["text", "json", *more]), default="text", show_default=True, help="Output format."
    )
