"""Colours and styles for terminals."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Paint:
    """Styles for one stream; every method returns its text unchanged if the stream is not a terminal."""

    terminal: bool = False
    colour: bool = False

    @classmethod
    def of(cls, stream: TextIO | None = None) -> Paint:
        """For `stream` (default: standard output). Colour needs a terminal and no NO_COLOR."""
        terminal = (sys.stdout if stream is None else stream).isatty()
        return cls(terminal, terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")

    def _style(self, text: str, colour: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        if not self.colour or not text:
            return text
        import click

        return click.style(text, fg=colour, bold=bold or None, dim=dim or None)

    def bold(self, text: str) -> str:
        return self._style(text, bold=True)

    def dim(self, text: str) -> str:
        return self._style(text, dim=True)

    def bad(self, text: str) -> str:
        return self._style(text, "red", bold=True)

    def warning(self, text: str) -> str:
        return self._style(text, "yellow")

    def good(self, text: str) -> str:
        return self._style(text, "green")

    def place(self, text: str) -> str:
        return self._style(text, "cyan")

    def change(self, line: str) -> str:
        """A line of a diff, coloured by its first character: `+` green, `-` red, `~` yellow."""
        colours = {"+": "green", "-": "red", "~": "yellow", "!": "red"}
        return self._style(line, colours.get(line.lstrip()[:1]))


PLAIN = Paint()
