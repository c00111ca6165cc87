"""The lock of a target: one document with a lease by the server's clock, changed by compare-and-set on its seq_no."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from gamemodel import codec
from gamemodel.engines.opensearch.server.connection import Connection, expect, find, words_of
from gamemodel.engines.opensearch.server.ledger import index_name
from gamemodel.errors import GamemodelError, LockHeld, ServerRefused
from gamemodel.lease import LostLease, RenewedLease
from gamemodel.ledger import Holder, LockInfo, lock_held

LEASE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """The lock document: its version, its holder, and when the lease ends (milliseconds of the server's clock)."""

    seq_no: int
    primary_term: int
    holder: Holder | None
    until: int


class LockDocument:
    """The lock of one store on one cluster."""

    def __init__(self, wire: Connection, model: str, store: str, lease_s: float = LEASE_S) -> None:
        self.wire, self.store, self.lease_s = wire, store, lease_s
        self.index = index_name(model)
        self.id = f"{store}-lock"

    @contextmanager
    def hold(self, holder: Holder) -> Iterator[RenewedLease]:
        """Hold the lock while the block runs. Raises LockHeld while another holder's lease lasts."""
        taken_at = time.monotonic()
        seen = self.take(holder)

        def renew(seconds: float) -> None:
            nonlocal seen
            until = self.server_time() + int(seconds * 1000)
            try:
                seen = self.write(seen, holder, until)
            except LockHeld as error:
                raise LostLease(error.message) from None

        lease = RenewedLease(self.store, self.lease_s, taken_at, renew)
        try:
            yield lease
        finally:
            lease.stop()
            if not lease.lost:
                with suppress(GamemodelError):
                    self.write(seen, None, 0)

    def take(self, holder: Holder) -> _Seen:
        """Take the lock where it is free, expired or already this holder's. Raises LockHeld."""
        seen = self.read()
        now = self.server_time()
        if seen is not None and seen.holder is not None and seen.holder.token != holder.token and seen.until > now:
            raise lock_held(self.store, _info(seen))
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
        """Replace the version that was `seen`. Raises LockHeld where another runner was faster."""
        document: dict[str, Any] = {
            "kind": "lock", "store": self.store, "holder": codec.dump(holder) if holder else None, "until": until,
        }  # fmt: skip
        path = f"{self.index}/_create/{self.id}"
        if seen is not None:
            path = f"{self.index}/_doc/{self.id}?if_seq_no={seen.seq_no}&if_primary_term={seen.primary_term}"
        answer = self.wire.ask("PUT", path, document, self.lease_s / 3)
        if answer.status == 409:
            raise lock_held(self.store, _info(self.read()))
        if not answer.ok:
            raise ServerRefused(words_of(answer.body), f"PUT {path}")
        return _Seen(answer.body["_seq_no"], answer.body["_primary_term"], holder, until)

    def server_time(self) -> int:
        """Milliseconds since 1970 by the clock of the node that answers, since the clocks of runners may differ."""
        body = expect(self.wire, "GET", "_nodes/_local/stats/os?filter_path=nodes.*.timestamp")
        return int(next(iter(body["nodes"].values()))["timestamp"])

    def locked(self) -> LockInfo | None:
        seen = self.read()
        return _info(seen) if seen is not None and seen.until > self.server_time() else None

    def unlock(self) -> None:
        """Take the lock away from whoever holds it."""
        seen = self.read()
        if seen is not None:
            self.write(seen, None, 0)


def _info(seen: _Seen | None) -> LockInfo | None:
    if seen is None or seen.holder is None:
        return None
    return LockInfo(seen.holder, datetime.fromtimestamp(seen.until / 1000, UTC).isoformat(timespec="milliseconds"))
