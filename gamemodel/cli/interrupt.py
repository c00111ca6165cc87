"""Ctrl-C while servers are changed: the first finishes the step under way, the second detaches and leaves its intent open."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

FIRST = "\nfinishing the step under way; press Ctrl-C again to leave it open\n"
SECOND = "\nleft while a step was under way: the next run looks at the server and goes on (gamemodel status)\n"


@contextlib.contextmanager
def stop_requested() -> Iterator[threading.Event]:
    """An event that the first SIGINT or SIGTERM sets; the second ends the process at once, with exit code 2."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        with contextlib.suppress(OSError):
            os.write(sys.stderr.fileno(), (SECOND if stop.is_set() else FIRST).encode())
        if stop.is_set():
            # Threads wait for servers: nothing short of this would end before they answer.
            os._exit(2)
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
