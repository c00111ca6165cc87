"""What all commands share: their options, the checkout they work on, and how an expected error is said."""

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
    """A command whose function returns its exit code, and whose GamemodelErrors are said in the format that was asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        from gamemodel.errors import GamemodelError

        try:
            return super().invoke(ctx)
        except GamemodelError as error:
            return say(error, ctx)


def say(error: GamemodelError, ctx: click.Context) -> int:
    """Say an expected error: words and cure on standard error, and as JSON on standard output where that was asked for."""
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
    """The model's files as far as they can be read, for excerpts; empty outside a checkout."""
    from gamemodel.errors import GamemodelError

    try:
        return dict(project(ctx).sources[0])
    except (GamemodelError, OSError):
        return {}


def command_name(ctx: click.Context) -> str:
    """`migrate`, `sandbox up`: the words after `gamemodel`."""
    return ctx.command_path.partition(" ")[2]


def emit(name: str, body: dict[str, Any]) -> None:
    """Print the JSON document of a command: `format`, `command`, then `body`."""
    import json

    click.echo(json.dumps({"format": 1, "command": name, **body}, indent=2, ensure_ascii=False))


def folder(ctx: click.Context) -> Any:
    """The folder that the command was started for (`-C`), as a Path. Raises UsageError where there is none."""
    from pathlib import Path

    from gamemodel.errors import UsageError

    path = Path(ctx.find_root().params.get("directory", "."))
    if not path.is_dir():
        raise UsageError(f"there is no folder {path}", "name an existing one with -C")
    return path.resolve()


def project(ctx: click.Context) -> Project:
    """The checkout that the command works on. Raises UsageError outside of one."""
    from gamemodel.project import Project

    known = ctx.find_root().obj
    if not isinstance(known, Project):
        known = ctx.find_root().obj = Project.find(folder(ctx))
    return known


def format_option(*more: str) -> Callable[[F], F]:
    """`--format text|json` and whatever else a command can."""
    return click.option(
        "--format", type=click.Choice(["text", "json", *more]), default="text", help="How to print the outcome."
    )


def environment_option(function: F) -> F:
    return click.option(
        "--env",
        "environment",
        default="local",
        show_default=True,
        metavar="NAME",
        help="Environment of gamemodel.toml.",
    )(function)


def region_option(function: F) -> F:
    return click.option(
        "--region", "regions", multiple=True, metavar="NAME", help="Only this region; may be given more than once."
    )(function)


def store_argument(function: F) -> F:
    return click.argument("store", required=False)(function)
