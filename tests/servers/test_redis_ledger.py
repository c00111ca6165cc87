"""Ledger and lock of the Redis engine under races, theft and death."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from gamemodel.engines.redis.server.lock import LockKey
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.errors import LedgerConflict, LockHeld
from gamemodel.ledger import Entry, Head, Holder
from tests.servers import redis_place
from tests.servers.redis_place import Place

place = redis_place.place


def test_of_racing_appenders_one_wins_each_row(place: Place) -> None:
    won: list[int] = []
    lost: list[LedgerConflict] = []
    ready = threading.Barrier(8)

    def run(number: int) -> None:
        with place.open() as server:
            ready.wait()
            server.ensure_ledger(Head("game", "redis", "test", f"cluster-{number}"))
            for sequence in range(1, 21):
                try:
                    server.append(Entry(sequence, "done", "r", 1, position=number))
                    won.append(sequence)
                except LedgerConflict as conflict:
                    lost.append(conflict)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with place.open() as server:
        ledger = server.ledger()
        assert ledger.head is not None
        assert server.cluster() == ledger.head.cluster
        assert [entry.sequence for entry in ledger.entries] == list(range(1, 21))
        assert sorted(won) == list(range(1, 21))
        assert len(lost) == 7 * 20
        with pytest.raises(LedgerConflict):
            server.append(Entry(23, "done", "r", 1))
        place.client.delete(f"{place.prefix}gamemodel:ledger")
        with pytest.raises(LedgerConflict, match="gone"):
            server.append(Entry(1, "done", "r", 1))


def eventually(happened: Callable[[], object]) -> None:
    """Returns when it happened; fails after ten seconds."""
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


ANN = Holder("ann", "laptop", 1, "token-ann")
BOB = Holder("bob", "ci", 2, "token-bob")


def test_a_lock_is_held_by_one_and_given_back(place: Place) -> None:
    with place.open() as server, place.open() as other:
        with server.lock(ANN) as lease:
            lease.ensure(5)
            with pytest.raises(LockHeld, match="ann on laptop"), other.lock(BOB):
                pytest.fail("two hold it")
            info = other.locked()
            assert info is not None
            assert info.holder == ANN
        assert other.locked() is None
        with other.lock(BOB) as lease:
            lease.ensure(0)


def test_a_lock_is_renewed_and_a_stolen_one_is_noticed(place: Place) -> None:
    with place.open() as server:
        lock = LockKey(lambda: Nodes(server.target), server.nodes, place.prefix, lease_ms=900)
        with lock.hold(ANN) as lease:
            taken = lease.until
            eventually(lambda: lease.until > taken + 0.9)  # longer than the first lease
            assert place.client.pttl(lock.key) > 0
            lease.ensure(0)
            server.unlock()
            with server.lock(BOB):
                eventually(lambda: lease.lost)
                with pytest.raises(LockHeld, match="bob on ci"):
                    lease.ensure(0)
            assert place.client.exists(lock.key) == 0
        with server.lock(BOB):
            pass


def test_giving_back_a_stolen_lock_does_not_take_it_from_its_new_holder(place: Place) -> None:
    with place.open() as server, place.open() as other:
        with server.lock(ANN):
            other.unlock()
            held = other.lock(BOB)
            held.__enter__()
        info = other.locked()
        assert info is not None
        assert info.holder == BOB
        held.__exit__(None, None, None)


def test_the_lock_of_a_dead_process_ends_by_itself(place: Place) -> None:
    with place.open() as server:
        place.client.set(f"{place.prefix}gamemodel:lock", '{"by":"ann","host":"h","pid":1,"token":"t"}', px=200)
        with pytest.raises(LockHeld), server.lock(BOB):
            pytest.fail("held by a dead process")
        eventually(lambda: not place.client.exists(f"{place.prefix}gamemodel:lock"))
        with server.lock(BOB):
            pass
