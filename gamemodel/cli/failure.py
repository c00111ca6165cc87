"""Turns unhandled errors into a message on standard error and an exit code."""

from __future__ import annotations

import os
import sys
from types import TracebackType

import click


class Failure:
    """A `with` block that catches every error, prints it, and keeps the exit code in `code`."""

    def __init__(self, debug: bool) -> None:
        self.debug = debug
        self.code = 2

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, SystemExit):
            return False
        self.code = self._say(error)
        return True

    def _say(self, error: BaseException) -> int:
        if isinstance(error, click.ClickException):
            return _wrong_usage(error)
        if isinstance(error, (click.Abort, KeyboardInterrupt)):
            click.echo("stopped", err=True)
            return 2
        if isinstance(error, BrokenPipeError):
            # The reader closed standard output; nothing may be flushed to it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 2
        if self.debug:
            import traceback

            click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
            return 2
        from gamemodel.report import errors

        click.echo(errors.unexpected(error), err=True, nl=False)
        return 2


def _wrong_usage(error: click.ClickException) -> int:
    """Print click's own errors like all others."""
    from gamemodel.errors import UsageError
    from gamemodel.report import errors
    from gamemodel.report.paint import Paint

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return 2
    context = getattr(error, "ctx", None)
    words = error.format_message().rstrip(".").replace(". Did", "; did")
    name = context.command_path if context is not None else "gamemodel"
    found = UsageError(words[:1].lower() + words[1:], f"{name} --help")
    click.echo(errors.text(found, Paint.of(sys.stderr)), err=True, nl=False)
    return found.exit_code
