"""Shows progress: one live line per target on a terminal, one line per finished step elsewhere."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from gamemodel.apply import Event
from gamemodel.report import targets
from gamemodel.report.paint import Paint
from gamemodel.report.text import seconds

TICK_S = 0.5


@dataclass(slots=True)
class _Line:
    words: str
    since: float | None
    """When the current step began; None between steps and after the last."""


class ProgressLines:
    """Writes events from any thread to one stream."""

    def __init__(self, stream: TextIO, *, live: bool) -> None:
        self._stream, self._live = stream, live
        self._lock = threading.Lock()
        self._lines: dict[str, _Line] = {}
        self._drawn = 0

    def event(self, event: Event) -> None:
        """Show an event."""
        with self._lock:
            if self._live:
                self._take(event)
                self._draw()
            elif event.kind in ("done", "skipped", "settled"):
                took = f"  {seconds(event.seconds)}" if event.seconds else ""
                self._stream.write(f"{targets.name(event.target)}: {_words(event)}{took}\n")
                self._stream.flush()

    def _take(self, event: Event) -> None:
        before = self._lines.get(targets.name(event.target))
        since = time.monotonic() if event.kind == "step" else before.since if before else None
        ended = event.kind in ("done", "skipped", "settled")
        words = _words(event) + (f"  done in {seconds(event.seconds)}" if event.kind == "done" else "")
        self._lines[targets.name(event.target)] = _Line(words, None if ended else since)

    def tick(self) -> None:
        """Redraw, so that a long step shows its duration."""
        with self._lock:
            if self._lines:
                self._draw()

    def clear(self) -> None:
        """Erase the live lines; the summary follows."""
        with self._lock:
            self._erase()
            self._stream.flush()

    def _erase(self) -> None:
        if self._drawn:
            self._stream.write(f"\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0

    def _draw(self) -> None:
        size = shutil.get_terminal_size()
        self._erase()
        now = time.monotonic()
        shown = list(self._lines.items())[-max(1, size.lines - 2) :]
        for name, line in shown:
            age = now - line.since if line.since is not None else 0.0
            text = f"{name}  {line.words}" + (f"  {seconds(age)}" if age >= 1 else "")
            self._stream.write(text[: size.columns - 1] + "\n")
        self._drawn = len(shown)
        self._stream.flush()


def _words(event: Event) -> str:
    planned, progress = event.planned, event.progress
    if event.kind == "settled" or planned is None:
        return event.message
    head = planned.words.partition("\n")[0]
    words = f"{planned.number:04d} {planned.position}/{planned.steps}  {head}"
    if event.kind == "skipped":
        return f"{words}  skipped: {event.message}"
    if event.kind == "progress":
        share = (
            f" {progress.done} of {progress.total}" if progress.total else f" {progress.done}" if progress.done else ""
        )
        return f"{words}{share}{' ' + progress.note if progress.note else ''}"
    return words


@contextmanager
def progress_lines(stream: TextIO) -> Iterator[ProgressLines]:
    """Show progress on `stream` during the `with` block."""
    live = Paint.of(stream).terminal
    lines = ProgressLines(stream, live=live)
    over = threading.Event()

    def ticking() -> None:
        while not over.wait(TICK_S):
            lines.tick()

    ticker = threading.Thread(target=ticking, name="progress", daemon=True)
    if live:
        ticker.start()
    try:
        yield lines
    finally:
        over.set()
        lines.clear()
