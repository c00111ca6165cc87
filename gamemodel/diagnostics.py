"""Findings as plain values: what is wrong, where, and how to fix it. Formatting is in report/."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Severity(enum.IntEnum):
    """How much a finding matters; only an error makes a command fail."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: 1-based line and column of the first character, and of the one after the last."""

    file: str
    line: int
    column: int
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Code:
    """A stable finding code: `GM104`, a one-line title and the page that `gamemodel explain` prints. Never reused."""

    id: str
    title: str
    page: str = ""
    severity: Severity = Severity.ERROR

    def at(self, span: Span | None, message: str, help: str = "") -> Diagnostic:
        """A finding of this code, with the code's own severity."""
        return Diagnostic(self.id, message, span, help, self.severity)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a fact (`message`), its place (`span`, or none when it has no line), and how to mend it (`help`)."""

    code: str
    message: str
    span: Span | None = None
    help: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings by place, then code, without repeats; those without a place come last."""
    return tuple(
        sorted(dict.fromkeys(diagnostics), key=lambda d: (d.span is None, d.span or Span("", 0, 0), d.code, d.message))
    )


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for the nearest known word, or the empty string when nothing is near."""
    import difflib

    near = difflib.get_close_matches(word, tuple(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""
