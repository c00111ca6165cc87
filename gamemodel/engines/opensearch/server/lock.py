"""The lock of a target: one document, changed only by compare-and-set on its seq_no, with a lease by the server's clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from gamemodel import codec
from gamemodel.engines.opensearch.server.connection import Wire, expect, find, words_of
from gamemodel.engines.opensearch.server.ledger import index_name
from gamemodel.errors import GamemodelError, LockHeld, ServerRefused
from gamemodel.ledger import Holder, LockInfo

LEASE_S: Final = 60.0
_MARGIN_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lock document: its version, and who holds it until when (milliseconds of the server's clock)."""

    seq_no: int
    primary_term: int
    holder: Holder | None
    until: int


class LockDocument:
    """The lock of one store on one cluster."""

    def __init__(self, wire: Wire, model: str, store: str, lease_s: float = LEASE_S) -> None:
        self.wire, self.store, self.lease_s = wire, store, lease_s
        self.index = index_name(model)
        self.id = f"{store}-lock"

    @contextmanager
    def hold(self, holder: Holder) -> Iterator[HeldLease]:
        """Hold the lock while the block runs. Raises LockHeld where somebody else's lease has not run out."""
        lease = HeldLease(self, holder, self.take(holder))
        lease.start()
        try:
            yield lease
        finally:
            lease.stop()

    def take(self, holder: Holder) -> _Seen:
        """Take the lock: where it is free, expired, or this holder's own. Raises LockHeld."""
        seen = self.read()
        now = self.server_time()
        if seen is not None and seen.holder is not None and seen.holder.token != holder.token and seen.until > now:
            raise self._held(seen)
        return self.write(seen, holder, now + int(self.lease_s * 1000))

    def read(self) -> _Seen | None:
        body = find(self.wire, f"{self.index}/_doc/{self.id}")
        if body is None:
            return None
        source = body["_source"]
        holder = source.get("holder")
        return _Seen(
            body["_seq_no"],
            body["_primary_term"],
            codec.load(holder, Holder) if holder else None,
            source.get("until", 0),
        )

    def write(self, seen: _Seen | None, holder: Holder | None, until: int) -> _Seen:
        """Replace what was `seen`. Raises LockHeld where somebody was faster."""
        document: dict[str, Any] = {
            "kind": "lock", "store": self.store, "holder": codec.dump(holder) if holder else None, "until": until,
        }  # fmt: skip
        path = f"{self.index}/_create/{self.id}"
        if seen is not None:
            path = f"{self.index}/_doc/{self.id}?if_seq_no={seen.seq_no}&if_primary_term={seen.primary_term}"
        answer = self.wire.ask("PUT", path, document, self.lease_s / 3)
        if answer.status == 409:
            raise self._held(self.read())
        if not answer.ok:
            raise ServerRefused(words_of(answer.body), f"PUT {path}")
        return _Seen(answer.body["_seq_no"], answer.body["_primary_term"], holder, until)

    def server_time(self) -> int:
        """Milliseconds since 1970 by the clock of the node that answers: runners' own clocks may differ."""
        body = expect(self.wire, "GET", "_nodes/_local/stats/os?filter_path=nodes.*.timestamp")
        return int(next(iter(body["nodes"].values()))["timestamp"])

    def locked(self) -> LockInfo | None:
        seen = self.read()
        if seen is None or seen.holder is None or seen.until <= self.server_time():
            return None
        return LockInfo(seen.holder, _iso(seen.until))

    def unlock(self) -> None:
        """Take the lock away from whoever holds it."""
        seen = self.read()
        if seen is not None:
            self.write(seen, None, 0)

    def _held(self, seen: _Seen | None) -> LockHeld:
        who = seen.holder if seen else None
        by = f"{who.by} on {who.host} (process {who.pid})" if who else "another runner"
        until = f" until {_iso(seen.until)}" if seen and seen.until else ""
        return LockHeld(f"the lock of {self.store} is held by {by}{until}", "wait for it, or `gamemodel unlock`", by)


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


class HeldLease:
    """A lock that is held, and renewed by a thread of its own every third of its lease."""

    def __init__(self, document: LockDocument, holder: Holder, seen: _Seen) -> None:
        self.document, self.holder, self.seen = document, holder, seen
        self.until = time.monotonic() + document.lease_s
        self.lost: GamemodelError | None = None
        self.mutex = threading.Lock()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._renew_always, name="gamemodel-lease", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def ensure(self, seconds: float) -> None:
        """Returns only while the lease outlasts `seconds`. Raises LockHeld when it was lost, UnreachableError where it cannot be renewed."""
        if self.lost is None and self.until - time.monotonic() < seconds + _MARGIN_S:
            self.renew()
        if self.lost is not None:
            raise LockHeld(f"the lock of {self.document.store} was lost: {self.lost.message}", "run the command again")
        if self.until - time.monotonic() < min(seconds, self.document.lease_s - 2 * _MARGIN_S):
            raise LockHeld(
                f"the lease on {self.document.store} is too short for the next step", "run the command again"
            )

    def renew(self) -> None:
        """Prolong the lease; a lock that somebody else took is noticed here."""
        with self.mutex:
            begun = time.monotonic()
            try:
                until = self.document.server_time() + int(self.document.lease_s * 1000)
                self.seen = self.document.write(self.seen, self.holder, until)
                self.until = begun + self.document.lease_s
            except LockHeld as error:
                self.lost = error
            except GamemodelError as error:
                if time.monotonic() > self.until:
                    self.lost = error

    def _renew_always(self) -> None:
        while not self.ended.wait(self.document.lease_s / 3):
            if self.lost is None:
                self.renew()

    def stop(self) -> None:
        """Give the lock back, unless it was lost."""
        self.ended.set()
        self.thread.join(timeout=self.document.lease_s)
        if self.lost is None:
            with self.mutex:
                try:
                    self.document.write(self.seen, None, 0)
                except GamemodelError as error:
                    self.lost = error
