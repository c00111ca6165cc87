"""A lease renews itself, notices when it was lost, and never claims time that it does not have."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from gamemodel.errors import LockHeld, Unreachable
from gamemodel.lease import MARGIN_S, LostLease, RenewedLease

LONG_S = 600.0


@dataclass
class LockServer:
    """What a lease is renewed on: it remembers what it was asked for, and answers with `failure` if there is one."""

    failure: Exception | None = None
    asked: list[float] = field(default_factory=list)
    renewed: threading.Event = field(default_factory=threading.Event)

    def renew(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.renewed.set()
        if self.failure is not None:
            raise self.failure


@contextmanager
def held(server: LockServer, lease_s: float = LONG_S, age: float = 0.0) -> Iterator[RenewedLease]:
    lease = RenewedLease("shop eu", lease_s, time.monotonic() - age, server.renew)
    try:
        yield lease
    finally:
        lease.stop()


def test_a_fresh_lease_is_enough_and_nothing_is_asked() -> None:
    server = LockServer()
    with held(server) as lease:
        lease.ensure(LONG_S - 2 * MARGIN_S)
    assert server.asked == []


def test_a_lease_that_ends_too_early_is_renewed_first() -> None:
    server = LockServer()
    with held(server, age=LONG_S - 1) as lease:
        lease.ensure(30)
        assert lease.left > LONG_S - 10
    assert server.asked == [LONG_S]


def test_more_time_than_a_lease_has_is_asked_for() -> None:
    server = LockServer()
    with held(server) as lease:
        lease.ensure(2 * LONG_S)
        assert lease.left > 2 * LONG_S
    assert server.asked == [2 * LONG_S + 2 * MARGIN_S]


def test_the_thread_renews_before_the_lease_ends() -> None:
    server = LockServer()
    with held(server, lease_s=0.03):
        assert server.renewed.wait(5)
        server.renewed.clear()
        assert server.renewed.wait(5)


def test_a_lost_lease_is_named_with_its_reason_and_not_renewed_again() -> None:
    server = LockServer(LostLease("bob holds it"))
    with held(server, age=LONG_S) as lease:
        for _ in range(2):
            with pytest.raises(LockHeld, match="the lock of shop eu was lost: bob holds it"):
                lease.ensure(1)
        assert lease.lost == "bob holds it"
    assert len(server.asked) == 1


def test_a_server_that_does_not_answer_costs_nothing_while_the_lease_lasts() -> None:
    server = LockServer(Unreachable("no answer"))
    with held(server, age=LONG_S - MARGIN_S - 1) as lease:
        lease.ensure(2)
        assert lease.lost == ""
    assert len(server.asked) == 1


def test_a_lease_that_ran_out_unrenewed_is_not_relied_on() -> None:
    server = LockServer(Unreachable("no answer"))
    with held(server, age=LONG_S) as lease, pytest.raises(LockHeld, match="could not be renewed in time"):
        lease.ensure(0)


def test_a_lease_is_never_shortened() -> None:
    server = LockServer()
    with held(server) as lease:
        lease.ensure(2 * LONG_S)
        before = lease.until
        lease.ensure(2 * LONG_S + 1)
        assert lease.until >= before


def test_stopping_ends_the_thread_and_runs_what_ends_its_connection() -> None:
    server, ended = LockServer(), threading.Event()
    lease = RenewedLease("shop eu", LONG_S, time.monotonic(), server.renew, ended.set)
    lease.stop()
    assert ended.is_set()
    lease.ensure(1)
    assert server.asked == []
