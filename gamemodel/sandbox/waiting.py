"""Waits until a server has reached a state, with a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable

from gamemodel.errors import SandboxError


def until(
    reached: Callable[[], bool],
    seconds: float,
    error: Callable[[], SandboxError],
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Ask `reached` every 50 ms until it is true. Raises `error()` after `seconds`, and what `reached` raises."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            raise error()
        pause(0.05)
