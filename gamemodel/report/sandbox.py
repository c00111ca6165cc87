"""Formats the servers of the sandbox and their progress while they start."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, TextIO

from gamemodel.report.paint import PLAIN, Paint
from gamemodel.report.text import columns, seconds
from gamemodel.sandbox import ServerStatus


class StartLines:
    """One line per server and phase; on a terminal one live line per server."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._live = stream, Paint.of(stream).terminal
        self._lock = threading.Lock()
        self._phases: dict[str, str] = {}

    def phase(self, server: str, phase: str, took: float) -> None:
        """Show that `server` reached `phase` after `took` seconds. Reused servers are not shown."""
        if phase == "reused":
            return
        with self._lock:
            if self._phases.get(server, "").partition("  ")[0] == phase and not self._live:
                return
            drawn = len(self._phases)
            self._phases[server] = f"{phase}  {seconds(took)}" if took >= 0.1 else phase
            if self._live:
                lines = columns([[name, words] for name, words in self._phases.items()])
                up = f"\x1b[{drawn}A" if drawn else ""
                self._stream.write(up + "".join(f"\x1b[2K{line}\n" for line in lines))
            else:
                self._stream.write(f"{server}: {self._phases[server]}\n")
            self._stream.flush()


def text(servers: Sequence[ServerStatus], paint: Paint = PLAIN) -> str:
    """One line per server: name, role, state, process, URL."""
    rows = [
        [
            each.endpoint.name,
            each.endpoint.role,
            _word(each),
            each.container or f"process {each.pid}",
            each.endpoint.url,
        ]
        for each in servers
    ]
    return "".join(
        f"{line if each.answering else paint.bad(line)}\n" for each, line in zip(servers, columns(rows), strict=True)
    )


def _word(server: ServerStatus) -> str:
    return "answers" if server.answering else "silent" if server.running else "ended"


def data(servers: Sequence[ServerStatus]) -> list[dict[str, Any]]:
    """Servers as JSON values."""
    return [
        {
            "name": each.endpoint.name,
            "store": each.endpoint.store,
            "region": each.endpoint.regions[0],
            "role": each.endpoint.role,
            "state": _word(each),
            "provider": each.provider,
            "process": each.pid,
            "container": each.container,
            "url": each.endpoint.url,
        }
        for each in servers
    ]
