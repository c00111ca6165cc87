"""The lock of a target: a key with a time to live, whose value says who holds it; renewed in the background, given back by its holder only."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from gamemodel.codec import dump, load
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.errors import GamemodelError, LockHeld, Unreachable
from gamemodel.ledger import Holder, LockInfo

LEASE_MS: Final = 30_000
MARGIN_S: Final = 2.0
"""What is taken off a lease for clocks that run at different speeds and replies under way."""

RENEW: Final = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
)
RELEASE: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class LockKey:
    """The lock's key: taken with SET NX PX; renewed and released by scripts that compare the holder first."""

    def __init__(self, connect: Callable[[], Nodes], nodes: Nodes, prefix: str, lease_ms: int = LEASE_MS) -> None:
        self.connect = connect
        self.nodes = nodes
        self.key = f"{prefix}gamemodel:lock"
        self.lease_ms = lease_ms

    def info(self) -> LockInfo | None:
        """Who holds the lock, and until when unless it is renewed."""
        value = self.nodes.keyed(self.key, "GET", self.key)
        left = self.nodes.keyed(self.key, "PTTL", self.key)
        if value is None or left == -2:
            return None
        until = dt.datetime.now(dt.UTC) + dt.timedelta(milliseconds=max(left, 0))
        return LockInfo(load(json.loads(value), Holder), until.isoformat(timespec="milliseconds"))

    def take_away(self) -> None:
        self.nodes.keyed(self.key, "DEL", self.key)

    @contextlib.contextmanager
    def hold(self, holder: Holder) -> Iterator[RedisLease]:
        """The lock, held and renewed until the block ends. Raises LockHeld at once when somebody else has it."""
        value = json.dumps(dump(holder), separators=(",", ":"))
        begun = time.monotonic()
        if self.nodes.keyed(self.key, "SET", self.key, value, "NX", "PX", self.lease_ms) is None:
            raise self.held()
        lease = RedisLease(self, value, begun)
        lease.start()
        try:
            yield lease
        finally:
            lease.stop()
            with contextlib.suppress(Unreachable):  # it ends by itself then
                self.nodes.keyed(self.key, "EVAL", RELEASE, 1, self.key, value)

    def held(self) -> LockHeld:
        """The error that names the holder."""
        info = self.info()
        if info is None:
            return LockHeld(f"the lock {self.key} was just released", "run the same command again")
        who = f"{info.holder.by} on {info.holder.host}, process {info.holder.pid}"
        return LockHeld(
            f"{who} applies here and holds the lock until {info.until} or longer",
            "wait for it; when that process is dead the lock ends by itself, or: gamemodel unlock",
            who,
        )


class RedisLease:
    """A held lock. The thread that renews it has a connection of its own, so that a long command does not stop it."""

    def __init__(self, lock: LockKey, value: str, begun: float) -> None:
        self.lock = lock
        self.value = value
        self.until = begun + lock.lease_ms / 1000
        self._stop = threading.Event()
        self._lost = ""
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="redis-lease", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def ensure(self, seconds: float) -> None:
        """Returns only while the lease outlasts `seconds`. Raises LockHeld when it was lost."""
        if self._lost:
            raise LockHeld(f"the lock {self.lock.key} was lost: {self._lost}", "run the same command again", self._lost)
        if self.until - time.monotonic() < seconds + MARGIN_S:
            self._renew(self.lock.nodes)
            self.ensure_fresh(seconds)

    def ensure_fresh(self, seconds: float) -> None:
        """After a renewal. Raises LockHeld when it failed, or when the lease is shorter than what is asked for."""
        if self._lost or self.until - time.monotonic() < min(seconds, self.lock.lease_ms / 2000):
            why = self._lost or "it could not be renewed in time"
            raise LockHeld(f"the lock {self.lock.key} was lost: {why}", "run the same command again", why)

    def _keep(self) -> None:
        nodes: Nodes | None = None
        while not self._stop.wait(self.lock.lease_ms / 3000):
            try:
                nodes = nodes or self.lock.connect()
                self._renew(nodes)
            except GamemodelError:  # tried again at the next turn; ensure() sees that the lease runs out
                nodes = None
        if nodes is not None:
            nodes.close()

    def _renew(self, nodes: Nodes) -> None:
        with self._turn:
            begun = time.monotonic()
            reply = nodes.keyed(self.lock.key, "EVAL", RENEW, 1, self.lock.key, self.value, self.lock.lease_ms)
            if reply == 1:
                self.until = begun + self.lock.lease_ms / 1000
                return
            info = self.lock_info(nodes)
            self._lost = f"{info.holder.by} on {info.holder.host} holds it" if info else "it ended or was taken away"

    def lock_info(self, nodes: Nodes) -> LockInfo | None:
        """Who holds the lock now, asked over the given connections."""
        return LockKey(
            self.lock.connect, nodes, self.lock.key.removesuffix("gamemodel:lock"), self.lock.lease_ms
        ).info()
