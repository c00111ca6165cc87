"""Handles Ctrl-C while servers are changed: the first lets the step finish, the second exits at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

FIRST = "\nfinishing the current step; press Ctrl-C again to leave it open\n"
SECOND = "\nstopped during a step: the next run checks the server and continues (see gamemodel status)\n"


@contextlib.contextmanager
def stop_requested() -> Iterator[threading.Event]:
    """An event that the first SIGINT or SIGTERM sets. The second exits at once with code 2."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        again = stop.is_set()
        stop.set()  # before the message: the next signal may interrupt this handler
        with contextlib.suppress(OSError):
            os.write(sys.stderr.fileno(), (SECOND if again else FIRST).encode())
        if again:
            os._exit(2)  # threads are waiting for servers; a normal exit would wait for them

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
