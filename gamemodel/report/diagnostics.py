"""Formats findings as text, JSON and annotations for pull requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gamemodel.diagnostics import Diagnostic, Severity, Span
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.text import counted

NO_SOURCES: Mapping[str, str] = {}


def text(found: Sequence[Diagnostic], paint: Paint = PLAIN, sources: Mapping[str, str] = NO_SOURCES) -> str:
    """All findings; on a terminal each with its line of `sources` (path -> text), marked."""
    return "".join(_one(each, paint, sources) for each in found)


def _one(found: Diagnostic, paint: Paint, sources: Mapping[str, str]) -> str:
    word = found.severity.name.lower()
    tint = {Severity.ERROR: paint.bad, Severity.WARNING: paint.warning, Severity.NOTE: paint.dim}[found.severity]
    place = f"{paint.bold(str(found.span))}: " if found.span else ""
    # A suggestion is short and follows the message; other help has its own line.
    near = found.help if found.help.startswith("did you mean") and "\n" not in found.help else ""
    fact = f"{found.message}; {near}" if near else found.message
    lines = [f"{place}{tint(word)} {paint.bold(found.code)} {_continued(fact)}"]
    if paint.terminal and found.span and found.span.file in sources:
        lines += _excerpt(found.span, sources[found.span.file], paint)
    if found.help and not near:
        lines.append(f"  {paint.place('help:')} {_continued(found.help)}")
    return "\n".join(lines) + "\n"


def _continued(words: str) -> str:
    return words.rstrip("\n").replace("\n", "\n  ")


def _excerpt(span: Span, source: str, paint: Paint) -> list[str]:
    lines = source.splitlines()
    if not 1 <= span.line <= len(lines):
        return []
    line = lines[span.line - 1]
    end = span.end_column if span.end_line == span.line else len(line.rstrip()) + 1
    margin = " " * len(str(span.line))
    lead = "".join("\t" if sign == "\t" else " " for sign in line[: span.column - 1])
    mark = "^" * max(1, end - span.column)
    return [f"  {paint.dim(f'{span.line} |')} {line}", f"  {paint.dim(f'{margin} |')} {lead}{paint.bad(mark)}"]


def summary(found: Sequence[Diagnostic]) -> str:
    """`2 errors, 1 warning`; empty without findings."""
    counts = [(severity, sum(each.severity is severity for each in found)) for severity in reversed(Severity)]
    return ", ".join(counted(count, severity.name.lower()) for severity, count in counts if count)


def data(found: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """Findings as JSON values."""
    return [
        {
            "code": each.code,
            "severity": each.severity.name.lower(),
            "message": each.message,
            "help": each.help or None,
            "span": _span(each.span) if each.span else None,
        }
        for each in found
    ]


def _span(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line or span.line,
        "end_column": span.end_column or span.column + 1,
    }


def github(found: Sequence[Diagnostic]) -> str:
    """One GitHub workflow command per finding; GitHub shows it on the line of the diff."""
    return "".join(_annotation(each) for each in found)


def _annotation(found: Diagnostic) -> str:
    word = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[found.severity]
    place = {"title": found.code}
    if found.span:
        span = _span(found.span)
        place = {
            "file": span["file"],
            "line": span["line"],
            "endLine": span["end_line"],
            "col": span["column"],
            **({"endColumn": span["end_column"]} if span["end_line"] == span["line"] else {}),
            **place,
        }
    words = found.message + (f"\nhelp: {found.help}" if found.help else "")
    fields = ",".join(f"{key}={escaped(str(value), ':,')}" for key, value in place.items())
    return f"::{word} {fields}::{escaped(words)}\n"


def escaped(words: str, also: str = "") -> str:
    """`words` escaped for a workflow command."""
    for sign in "%\r\n" + also:
        words = words.replace(sign, f"%{ord(sign):02X}")
    return words
