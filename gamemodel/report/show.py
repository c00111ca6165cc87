"""Generated files one after the other, each under its name where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from gamemodel.engine import File
from gamemodel.report.paint import PLAIN, Paint


def text(files: Sequence[File], paint: Paint = PLAIN) -> str:
    """The text of one file as it is; of several, each after a line `==> path <==`, as `head` and `tail` print them."""
    if len(files) == 1:
        return files[0].text
    return "\n".join(f"{paint.bold(f'==> {each.path} <==')}\n{each.text}" for each in files)
