"""An error as a fact and its cure; a server's refusal with the statement that it refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gamemodel.errors import GamemodelError, ModelError, ServerRefused
from gamemodel.report import diagnostics
from gamemodel.report.paint import PLAIN, Paint

_ISSUES = "this is a fault of gamemodel, not of your model"


def text(error: GamemodelError, paint: Paint = PLAIN, sources: Mapping[str, str] = diagnostics.NO_SOURCES) -> str:
    """Findings first where there are any, then `error: fact`, the statement, and the cure."""
    lines = []
    if isinstance(error, ModelError):
        lines.append(diagnostics.text(error.diagnostics, paint, sources).rstrip("\n"))
    lines.append(f"{paint.bad('error:')} {error.message}")
    if isinstance(error, ServerRefused) and error.statement:
        lines.append(f"  {paint.place('statement:')}")
        lines += [f"    {line}" for line in error.statement.strip().splitlines()]
    if error.help:
        first, *rest = error.help.splitlines()
        lines += [f"  {paint.place('help:')} {first}", *(f"  {line}" for line in rest)]
    return "\n".join(line for line in lines if line) + "\n"


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
    """One line for what nobody foresaw, and how to see more of it."""
    words = str(error).strip().partition("\n")[0]
    name = type(error).__name__
    return f"error: {name}{': ' + words if words else ''}; {_ISSUES} (trace: gamemodel --debug …)\n"
