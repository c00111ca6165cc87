"""The target's lock: a row with a time to live, taken and renewed by lightweight transactions."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from gamemodel.engines.cassandra.server.ledger import Control
from gamemodel.errors import GamemodelError
from gamemodel.lease import LostLease, RenewedLease
from gamemodel.ledger import Holder, LockInfo, lock_held

LEASE_S: Final = 45
_ROW: Final = "apply"
_COLUMNS: Final = ("nonce", "author", "host", "pid", "until")


@contextmanager
def lock(control: Control, holder: Holder, lease_s: int = LEASE_S) -> Iterator[RenewedLease]:
    """Hold the lock. Raises LockHeld at once when somebody else does."""
    began = time.monotonic()
    take(control, holder, lease_s)

    def renew(seconds: float) -> None:
        _renew(control, holder, math.ceil(seconds))

    lease = RenewedLease(control.name, lease_s, began, renew)
    try:
        yield lease
    finally:
        lease.stop()
        _release(control, holder)


def take(control: Control, holder: Holder, lease_s: int) -> None:
    """Take the lock for `lease_s` seconds, without renewal. Raises LockHeld when somebody else has it."""
    text = (
        f"INSERT INTO {control.table('lock')} (name, {', '.join(_COLUMNS)}) "
        "VALUES (%s, %s, %s, %s, %s, %s) IF NOT EXISTS USING TTL %s"
    )
    values = (_ROW, *_values(holder, lease_s), lease_s)
    if control.settle(text, values, lambda: _held_by(control, holder)):
        return
    raise lock_held(control.name, locked(control))


def _renew(control: Control, holder: Holder, lease_s: int) -> None:
    """Writes every column again: a time to live belongs to a cell, not to a row."""
    sets = ", ".join(f"{name} = %s" for name in _COLUMNS)
    text = f"UPDATE {control.table('lock')} USING TTL %s SET {sets} WHERE name = %s IF nonce = %s"
    if not control.connection.decide(text, (lease_s, *_values(holder, lease_s), _ROW, holder.token)):
        raise LostLease("another holder took it, or it was unlocked")


def _release(control: Control, holder: Holder) -> None:
    """Does nothing to a lock that was lost; a lock that cannot be released expires."""
    text = f"DELETE FROM {control.table('lock')} WHERE name = %s IF nonce = %s"
    try:
        control.connection.decide(text, (_ROW, holder.token))
    except GamemodelError:
        return


def _values(holder: Holder, lease_s: int) -> tuple[object, ...]:
    until = datetime.now(UTC) + timedelta(seconds=lease_s)
    stamp = until.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return holder.token, holder.by, holder.host, holder.pid, stamp


def _held_by(control: Control, holder: Holder) -> bool:
    info = locked(control)
    return info is not None and info.holder.token == holder.token


def locked(control: Control) -> LockInfo | None:
    """The current holder, if any."""
    if not control.exists():
        return None
    text = f"SELECT {', '.join(_COLUMNS)} FROM {control.table('lock')} WHERE name = %s"
    rows = control.connection.read(text, (_ROW,), serial=True)
    if not rows or rows[0][0] is None:
        return None
    token, by, host, pid, until = rows[0]
    return LockInfo(Holder(by or "", host or "", pid or 0, token), until or "")


def unlock(control: Control) -> None:
    """Delete the lock, whoever holds it."""
    if control.exists():
        text = f"DELETE FROM {control.table('lock')} WHERE name = %s IF EXISTS"
        control.settle(text, (_ROW,), lambda: locked(control) is None)
