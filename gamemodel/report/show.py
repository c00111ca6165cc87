"""Formats generated files."""

from __future__ import annotations

from collections.abc import Sequence

from gamemodel.engine import File
from gamemodel.report.paint import PLAIN, Paint


def text(files: Sequence[File], paint: Paint = PLAIN) -> str:
    """The text of one file, or several files with a line `==> path <==` before each, as `head` prints them."""
    if len(files) == 1:
        return files[0].text
    return "\n".join(f"{paint.bold(f'==> {each.path} <==')}\n{each.text}" for each in files)
