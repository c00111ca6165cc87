"""The errors that users see: one class each, with a message, help and an exit code.

GamemodelError
├── ModelError           the model or its history has errors (exit 1, nothing was written)
├── UsageError           invalid arguments, settings or environment
├── HistoryError         a file of the history is missing, was edited or breaks the chain
├── RefusedError         a change or step that needs approval
│   └── CheckFailed      a check of a migration found rows that must not exist
├── Unreachable          a target cannot be reached
├── ServerRefused        a server rejected a statement
├── WrongServer          the server belongs to another environment, cluster or model
├── LockHeld             another runner holds the lock of the target
├── LedgerConflict       another runner appended to the ledger first
├── OutcomeUnknown       the outcome of a step cannot be determined; a person must decide
└── SandboxError         a local server cannot be installed, started or stopped
"""

from __future__ import annotations

from collections.abc import Sequence

from gamemodel.diagnostics import Diagnostic


class GamemodelError(Exception):
    """An error to show to the user: `message` says what happened, `help` how to fix it (may be empty)."""

    exit_code = 2

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class ModelError(GamemodelError):
    """The model or its history has errors, all in `diagnostics`; nothing was written."""

    exit_code = 1

    def __init__(self, diagnostics: tuple[Diagnostic, ...], message: str = "") -> None:
        count = sum(d.is_error for d in diagnostics)
        super().__init__(message or f"{count} error{'s' if count != 1 else ''} in the model")
        self.diagnostics = diagnostics


class UsageError(GamemodelError):
    """Invalid arguments, settings or environment."""


class HistoryError(GamemodelError):
    """A file of the history is missing, was edited or breaks the chain; nothing was sent."""

    exit_code = 1


class RefusedError(GamemodelError):
    """A change or a step that needs approval: destructive steps, renames, holds."""

    exit_code = 1


class CheckFailed(RefusedError):
    """A check of a migration found rows that must not exist: its message, and the first few rows as text."""

    def __init__(self, message: str, rows: Sequence[str]) -> None:
        self.rows = tuple(row[:200] for row in rows[:3])
        found = f" (first: {self.rows[0]})" if self.rows else ""
        super().__init__(message + found, "correct what the check found, then run the command again")


class Unreachable(GamemodelError):
    """A target cannot be reached, or the connection broke before the step was sent."""


class ServerRefused(GamemodelError):
    """A server rejected `statement` with the message `words`."""

    def __init__(self, words: str, statement: str, help: str = "") -> None:
        super().__init__(words, help)
        self.words = words
        self.statement = statement


class WrongServer(GamemodelError):
    """The server belongs to another environment, cluster or model."""


class LockHeld(GamemodelError):
    """Another runner holds the lock of the target."""


class LedgerConflict(GamemodelError):
    """Another runner appended to the ledger first: compare-and-set on the sequence number failed."""


class OutcomeUnknown(GamemodelError):
    """The outcome of a step cannot be determined; `gamemodel resolve` records it."""


class SandboxError(GamemodelError):
    """A local server cannot be installed, started or stopped."""
