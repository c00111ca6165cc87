"""The lock of a target: a key with a TTL whose value names the holder. It is taken here, with SET NX PX."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from typing import Final

from gamemodel.codec import dump, load
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.errors import GamemodelError, Unreachable
from gamemodel.lease import LostLease, RenewedLease
from gamemodel.ledger import Holder, LockInfo, lock_held

LEASE_MS: Final = 30_000

RENEW: Final = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
)
RELEASE: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class LockKey:
    """The lock's key. Scripts renew and release it, and compare the holder first."""

    def __init__(self, connect: Callable[[], Nodes], nodes: Nodes, prefix: str, lease_ms: int = LEASE_MS) -> None:
        """`connect` opens the connections that renew the lease, so that a long command does not hold up a renewal."""
        self.connect = connect
        self.nodes = nodes
        self.key = f"{prefix}gamemodel:lock"
        self.lease_ms = lease_ms

    @contextlib.contextmanager
    def hold(self, holder: Holder) -> Iterator[RenewedLease]:
        """The lock, held and renewed until the block ends. Raises LockHeld at once when somebody else has it."""
        value = json.dumps(dump(holder), separators=(",", ":"))
        begun = time.monotonic()
        if self.nodes.keyed(self.key, "SET", self.key, value, "NX", "PX", self.lease_ms) is None:
            raise lock_held(self.key, self.info())
        renewal = _Renewal(self, value)
        lease = RenewedLease(self.key, self.lease_ms / 1000, begun, renewal, renewal.close)
        try:
            yield lease
        finally:
            lease.stop()
            with contextlib.suppress(Unreachable):  # it ends by itself then
                self.nodes.keyed(self.key, "EVAL", RELEASE, 1, self.key, value)

    def info(self, nodes: Nodes | None = None) -> LockInfo | None:
        """Who holds the lock, and until when unless it is renewed; asked over `nodes` where they are given."""
        nodes = nodes or self.nodes
        value = nodes.keyed(self.key, "GET", self.key)
        left = nodes.keyed(self.key, "PTTL", self.key)
        if value is None or left == -2:
            return None
        until = dt.datetime.now(dt.UTC) + dt.timedelta(milliseconds=max(left, 0))
        return LockInfo(load(json.loads(value), Holder), until.isoformat(timespec="milliseconds"))

    def take_away(self) -> None:
        """Delete the lock, whoever holds it."""
        self.nodes.keyed(self.key, "DEL", self.key)


class _Renewal:
    """Prolongs the lease over connections of its own, which are opened again after they broke."""

    def __init__(self, lock: LockKey, value: str) -> None:
        self._lock = lock
        self._value = value
        self._nodes: Nodes | None = None

    def __call__(self, seconds: float) -> None:
        key = self._lock.key
        try:
            nodes = self._nodes = self._nodes or self._lock.connect()
            if nodes.keyed(key, "EVAL", RENEW, 1, key, self._value, round(seconds * 1000)) == 1:
                return
            info = self._lock.info(nodes)
        except GamemodelError:
            self.close()
            raise
        raise LostLease(f"{info.holder} holds it" if info else "it ended or was taken away")

    def close(self) -> None:
        if self._nodes is not None:
            self._nodes.close()
        self._nodes = None
