"""A lease that renews itself in the background: what keeps a target's lock while statements run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from gamemodel.errors import GamemodelError, LockHeld

MARGIN_S: Final = 5.0
"""A lease that ends within this many seconds after what it is needed for is renewed first."""


class LostLease(Exception):
    """Somebody else holds the lock, or it was taken away; the words say who or why."""


class Renewal(Protocol):
    def __call__(self, seconds: float) -> None:
        """Prolong the lease on the server to `seconds` from now.

        Raises LostLease where the server says that the lock is not ours any more, GamemodelError where it cannot be asked.
        """
        ...


class RenewedLease:
    """A lock that is held, renewed by a thread every third of `lease_s` seconds until `stop`."""

    def __init__(
        self, what: str, lease_s: float, taken_at: float, renew: Renewal, end: Callable[[], None] = lambda: None
    ):
        """`what` names the lock in messages; `taken_at` is time.monotonic() just before it was taken; `end` runs in the
        renewing thread when it stops (closing a connection of its own)."""
        self.what, self.lease_s, self.until = what, lease_s, taken_at + lease_s
        self.lost = ""
        self._renew_on_server, self._end = renew, end
        self._turn, self._stop = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="gamemodel-lease", daemon=True)
        self._thread.start()

    def ensure(self, seconds: float) -> None:
        """Returns only while the lease outlasts `seconds`, prolonging it where needed. Raises LockHeld when it was lost."""
        if not self.lost and self.left < seconds + MARGIN_S:
            self._renew(max(self.lease_s, seconds + 2 * MARGIN_S))
        if self.lost or self.left < seconds:
            reason = self.lost or "it could not be renewed in time"
            help = "nothing more was sent; run the same command again"
            raise LockHeld(f"the lock of {self.what} was lost: {reason}", help)

    @property
    def left(self) -> float:
        """Seconds until the lease ends, by this process's clock."""
        return self.until - time.monotonic()

    def stop(self) -> None:
        """End the renewals; giving the lock back on the server is the caller's, and only right while `lost` is empty."""
        self._stop.set()
        self._thread.join(timeout=self.lease_s)

    def _renew(self, seconds: float) -> None:
        """One renewal; a server that cannot be asked leaves the lease as it is, until it runs out."""
        with self._turn:
            if self.lost or self._stop.is_set():
                return
            seconds, began = max(seconds, self.left), time.monotonic()
            try:
                self._renew_on_server(seconds)
            except LostLease as error:
                self.lost = str(error)
            except GamemodelError:
                return
            else:
                self.until = max(self.until, began + seconds)

    def _keep(self) -> None:
        while not self._stop.wait(self.lease_s / 3) and not self.lost:
            self._renew(self.lease_s)
        self._end()
