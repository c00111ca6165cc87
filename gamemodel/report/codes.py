"""Formats the page of a code and the table of all codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gamemodel.codes import Documented
from gamemodel.diagnostics import Code
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.text import columns

# Keyed by the first digit of a code's number.
SUBJECTS = {
    "1": "syntax and references",
    "2": "safety of a change",
    "3": "queries and sizes",
    "4": "residency and privacy",
    "5": "retention",
    "6": "what a flavour cannot do",
    "7": "cost",
}


def page(documented: Documented, paint: Paint = PLAIN) -> str:
    """The title, severity and page of a code, then its examples."""
    code = documented.code
    head = f"{paint.bold(code.id)} {code.title} ({code.severity.name.lower()}, {SUBJECTS.get(code.id[2:3], 'other')})"
    body = code.page.strip("\n")
    examples = [("Example with this finding:", documented.fails), ("Example without it:", documented.passes)]
    shown = [f"{paint.bold(words)}\n{_indented(text)}" for words, text in examples if text]
    return "\n".join(f"{part}\n" for part in (head, body, *shown) if part)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def table(codes: Sequence[Code], paint: Paint = PLAIN) -> str:
    """All codes, grouped by subject."""
    lines: list[str] = []
    for digit, subject in SUBJECTS.items():
        rows = [[f"  {each.id}", each.severity.name.lower(), each.title] for each in codes if each.id[2:3] == digit]
        if rows:
            lines += [paint.bold(subject), *columns(rows)]
    return "".join(f"{line}\n" for line in lines)


def data(documented: Documented) -> dict[str, Any]:
    """A code with its examples as JSON values."""
    return summary(documented.code) | {"fails": documented.fails or None, "passes": documented.passes or None}


def summary(code: Code) -> dict[str, Any]:
    """A code as JSON values."""
    return {
        "id": code.id,
        "title": code.title,
        "severity": code.severity.name.lower(),
        "subject": SUBJECTS.get(code.id[2:3], "other"),
        "page": code.page.strip("\n"),
    }
