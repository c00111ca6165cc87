"""The target's lock: one row with a time to live, taken and renewed by lightweight transactions; gone when nobody renews it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from gamemodel.engines.cassandra.server.ledger import Control
from gamemodel.errors import GamemodelError, LockHeld, OutcomeUnknown
from gamemodel.ledger import Holder, LockInfo

LEASE_S: Final = 45
MARGIN_S: Final = 5.0
_ROW: Final = "apply"
_COLUMNS: Final = ("nonce", "author", "host", "pid", "until")


class Lease:
    """A lock that is held; every third of its life it is renewed by a thread, until it is released or lost."""

    def __init__(self, control: Control, holder: Holder, lease_s: int = LEASE_S) -> None:
        self.control, self.holder, self.lease_s = control, holder, lease_s
        self.until = 0.0
        self.lost = ""
        self.gate = threading.Lock()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._renew, name="gamemodel-lease", daemon=True)

    def take(self) -> None:
        """Raises LockHeld when somebody else has it."""
        text = (
            f"INSERT INTO {self.control.table('lock')} (name, {', '.join(_COLUMNS)}) "
            "VALUES (%s, %s, %s, %s, %s, %s) IF NOT EXISTS USING TTL %s"
        )
        began = time.monotonic()
        values = (_ROW, *self._values(self.lease_s), self.lease_s)
        if not self.control.settle(text, values, self._mine):
            info = locked(self.control)
            who = f"{info.holder.by} ({info.holder.host}, process {info.holder.pid})" if info else "somebody"
            until = f" until {info.until} unless renewed" if info else ""
            raise LockHeld(
                f"{who} holds the lock of {self.control.name}{until}",
                "wait for it to end; if that process is gone, the lock ends by itself, or: gamemodel unlock",
                who,
            )
        self.until = began + self.lease_s
        self.thread.start()

    def ensure(self, seconds: float) -> None:
        """Returns only while the lease outlasts `seconds`, lengthening it where needed. Raises LockHeld when it was lost."""
        if not self.lost and self.until - time.monotonic() < seconds + MARGIN_S:
            self.extend(max(self.lease_s, int(seconds + 2 * MARGIN_S)))
        if self.lost or self.until - time.monotonic() < seconds:
            raise LockHeld(
                f"the lock of {self.control.name} was lost{': ' + self.lost if self.lost else ''}",
                "nothing more was sent; run the same command again",
            )

    def extend(self, lease_s: int) -> None:
        """Renew for `lease_s` from now. Every column is written again: a time to live belongs to a cell, not to a row."""
        with self.gate:
            if self.lost or self.stop.is_set():
                return
            lease_s = max(lease_s, math.ceil(self.until - time.monotonic()))  # never shorter than was promised
            sets = ", ".join(f"{name} = %s" for name in _COLUMNS)
            text = f"UPDATE {self.control.table('lock')} USING TTL %s SET {sets} WHERE name = %s IF nonce = %s"
            began = time.monotonic()
            values = (lease_s, *self._values(lease_s), _ROW, self.holder.token)
            try:
                applied = self.control.connection.decide(text, values)
            except OutcomeUnknown:
                return  # the old lease still holds, and the next renewal will tell
            if applied:
                self.until = max(self.until, began + lease_s)
            else:
                self.lost = "another holder took it, or it was unlocked"

    def release(self) -> None:
        """Give it back; a lock that was lost is left alone."""
        self.stop.set()
        with self.gate:
            text = f"DELETE FROM {self.control.table('lock')} WHERE name = %s IF nonce = %s"
            try:
                self.control.connection.decide(text, (_ROW, self.holder.token))
            except GamemodelError:
                return  # it ends by itself
        self.thread.join(timeout=5)

    def _renew(self) -> None:
        while not self.stop.wait(self.lease_s / 3):
            try:
                self.extend(self.lease_s)
            except GamemodelError:
                continue  # not reached: ensure() notices when the lease runs out
            if self.lost:
                return

    def _values(self, lease_s: int) -> tuple[object, ...]:
        until = datetime.now(UTC) + timedelta(seconds=lease_s)
        by = self.holder
        return by.token, by.by, by.host, by.pid, until.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _mine(self) -> bool:
        info = locked(self.control)
        return info is not None and info.holder.token == self.holder.token


@contextmanager
def lock(control: Control, holder: Holder, lease_s: int = LEASE_S) -> Iterator[Lease]:
    """Hold the lock. Raises LockHeld at once when somebody else does."""
    lease = Lease(control, holder, lease_s)
    lease.take()
    try:
        yield lease
    finally:
        lease.release()


def locked(control: Control) -> LockInfo | None:
    """Who holds it now."""
    if not control.exists():
        return None
    text = f"SELECT {', '.join(_COLUMNS)} FROM {control.table('lock')} WHERE name = %s"
    rows = control.connection.read(text, (_ROW,), serial=True)
    if not rows or rows[0][0] is None:
        return None
    token, by, host, pid, until = rows[0]
    return LockInfo(Holder(by or "", host or "", pid or 0, token), until or "")


def unlock(control: Control) -> None:
    """Take it away from whoever holds it."""
    if control.exists():
        control.settle(
            f"DELETE FROM {control.table('lock')} WHERE name = %s IF EXISTS", (_ROW,), lambda: locked(control) is None
        )
