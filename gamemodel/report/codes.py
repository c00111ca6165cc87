"""Finding codes: their pages and the table of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gamemodel.diagnostics import Code
from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.text import columns

# By the first digit of a code's number.
SUBJECTS = {
    "1": "syntax and references",
    "2": "safety of a change",
    "3": "queries and sizes",
    "4": "residency and privacy",
    "5": "retention",
    "6": "what a flavour cannot do",
    "7": "cost",
}


def page(code: Code, paint: Paint = PLAIN) -> str:
    """The title, the severity and the page of one code."""
    head = f"{paint.bold(code.id)} {code.title} ({code.severity.name.lower()}, {SUBJECTS.get(code.id[2:3], 'other')})"
    body = code.page.strip("\n")
    return f"{head}\n" + (f"\n{body}\n" if body else "")


def table(codes: Sequence[Code], paint: Paint = PLAIN) -> str:
    """All codes under the subject that their first digit stands for."""
    lines: list[str] = []
    for digit, subject in SUBJECTS.items():
        rows = [[f"  {each.id}", each.severity.name.lower(), each.title] for each in codes if each.id[2:3] == digit]
        if rows:
            lines += [paint.bold(subject), *columns(rows)]
    return "".join(f"{line}\n" for line in lines)


def data(code: Code) -> dict[str, Any]:
    """A code as JSON values."""
    return {
        "id": code.id,
        "title": code.title,
        "severity": code.severity.name.lower(),
        "subject": SUBJECTS.get(code.id[2:3], "other"),
        "page": code.page.strip("\n"),
    }
