"""What can go wrong, one class per misfortune, each with its sentence, its cure and its exit code.

GamemodelError
├── ModelError           the model or its history has errors (exit 1, nothing was written)
├── UsageError           the command cannot do what was asked as it was asked
├── HistoryError         a file of the history is missing, edited or does not fit the chain
├── RefusedError         a change or step that is not done without being asked for
│   └── CheckFailed      a check of a migration found rows that must not be there
├── Unreachable          no connection to a target
├── ServerRefused        a server answered no: its words and the statement
├── WrongServer          the server belongs to another environment, cluster or model
├── LockHeld             somebody else applies to this target just now
├── LedgerConflict       the ledger moved under us: another runner appended first
├── OutcomeUnknown       a step may or may not have happened; a person must say which
└── SandboxError         a local server cannot be installed, started or stopped
"""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic


class GamemodelError(Exception):
    """A user-facing failure: `message` is the fact, `cure` how to go on (may be empty)."""

    exit_code = 2

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class ModelError(GamemodelError):
    """The model or its history has errors; all of them are in `diagnostics`. Nothing was written."""

    exit_code = 1

    def __init__(self, diagnostics: tuple[Diagnostic, ...], message: str = "") -> None:
        count = sum(d.is_error for d in diagnostics)
        super().__init__(message or f"{count} error{'s' if count != 1 else ''} in the model")
        self.diagnostics = diagnostics


class UsageError(GamemodelError):
    """The command cannot do what was asked as it was asked."""


class HistoryError(GamemodelError):
    """A file of the history is missing, edited or does not fit the chain; nothing was sent."""

    exit_code = 1


class RefusedError(GamemodelError):
    """A change or a step that is not done without being asked for (destroys, rename, hold)."""

    exit_code = 1


class CheckFailed(RefusedError):
    """A check found rows that must not be there. `message` is the check's own, `rows` the first few as text."""

    def __init__(self, message: str, help: str = "", rows: tuple[str, ...] = ()) -> None:
        super().__init__(message, help)
        self.rows = rows


class Unreachable(GamemodelError):
    """No connection to a target could be made, or it broke before the step was sent."""


class ServerRefused(GamemodelError):
    """A server answered no. `statement` is the text that was sent, `words` what the server said."""

    def __init__(self, words: str, statement: str, help: str = "") -> None:
        super().__init__(words, help)
        self.words = words
        self.statement = statement


class WrongServer(GamemodelError):
    """The server is not the one this target expects: another environment's ledger, cluster or model."""


class LockHeld(GamemodelError):
    """Somebody else holds the target's lock; `holder` says who and until when."""

    def __init__(self, message: str, help: str = "", holder: str = "") -> None:
        super().__init__(message, help)
        self.holder = holder


class LedgerConflict(GamemodelError):
    """Another runner appended to the ledger first (compare-and-set on the sequence number failed)."""


class OutcomeUnknown(GamemodelError):
    """It cannot be told whether a step happened; `gamemodel resolve --done | --not-done` settles it."""


class SandboxError(GamemodelError):
    """A local server cannot be installed, started or stopped."""
