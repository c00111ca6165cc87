"""Formats errors with their help, and refused statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamemodel.errors import GamemodelError, ModelError, ServerRefused
from gamemodel.report import diagnostics
from gamemodel.report.paint import PLAIN, Paint

_ISSUES = "this is a bug in gamemodel, not in your model"


def text(error: GamemodelError, paint: Paint = PLAIN, sources: Mapping[str, str] = diagnostics.NO_SOURCES) -> str:
    """The findings, then `error: message`, the statement, and the help."""
    found = []
    if isinstance(error, ModelError):
        found.append(diagnostics.text(error.diagnostics, paint, sources).rstrip("\n"))
    found.append(f"{paint.bad('error:')} {error.message}")
    if statement := statement_lines(error):
        found += [f"  {paint.place('statement:')}", *statement]
    if error.help:
        first, *rest = error.help.splitlines()
        found += [f"  {paint.place('help:')} {first}", *(f"  {line}" for line in rest)]
    return "\n".join(line for line in found if line) + "\n"


def statement_lines(error: GamemodelError) -> list[str]:
    """The statement that a server refused, indented; empty for other errors."""
    statement = error.statement.strip() if isinstance(error, ServerRefused) else ""
    return [f"    {line}" for line in statement.splitlines()]


def lines(place: str, error: GamemodelError, paint: Paint) -> list[str]:
    """The error of one target, and its help below it."""
    help = [f"  {paint.place('help:')} {error.help}"] if error.help else []
    return [f"{paint.bold(place)}: {error.message}", *help]


def data(error: GamemodelError) -> dict[str, Any]:
    """The error as JSON values; `kind` is the name of its class."""
    found: dict[str, Any] = {
        "kind": type(error).__name__,
        "message": error.message,
        "help": error.help or None,
        "exit_code": error.exit_code,
    }
    if isinstance(error, ModelError):
        found["diagnostics"] = diagnostics.data(error.diagnostics)
    if isinstance(error, ServerRefused):
        found["statement"] = error.statement or None
    return found


def github(error: GamemodelError) -> str:
    """The error as workflow commands: one per finding, or one for the error itself."""
    if isinstance(error, ModelError) and error.diagnostics:
        return diagnostics.github(error.diagnostics)
    words = error.message + (f"\nhelp: {error.help}" if error.help else "")
    return f"::error title=gamemodel::{diagnostics.escaped(words)}\n"


def unexpected(error: BaseException) -> str:
    """One line for an unexpected error."""
    words = str(error).strip().partition("\n")[0]
    name = type(error).__name__
    return f"error: {name}{': ' + words if words else ''}; {_ISSUES} (traceback: gamemodel --debug …)\n"
