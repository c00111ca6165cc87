"""Replicas are waited for and never written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gamemodel.apply import execute, replica
from gamemodel.ledger import Ledger
from gamemodel.topology import Scope, Store, Target
from tests.unit.apply.memory import Add, Machine, MemoryProject, MemoryServer, history

STORE = Store("orders", "memory", "memory-1", Scope("writer", "eu", ("us",)), None)
WRITER = Target(STORE, "local", ("eu",), "writer")
REPLICA = Target(STORE, "local", ("us",), "replica", replica=True)


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch) -> MemoryProject:
    monkeypatch.setattr(replica, "PATIENCE_S", 0.2)
    monkeypatch.setattr(replica, "POLL_S", 0.001)
    return MemoryProject(history((Add("a"),), store="orders"), (WRITER, REPLICA))


class Replicating(MemoryServer):
    """A replica that receives one row of its writer's ledger each time it is asked."""

    def __init__(self, machine: Machine, writer: Machine) -> None:
        super().__init__(machine)
        self.writer = writer

    def ledger(self) -> Ledger:
        found = self.machine.ledger
        self.machine.ledger = Ledger(self.writer.ledger.head, self.writer.ledger.entries[: found.sequence + 1])
        return found


def replicate(project: MemoryProject, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def connect(target: Target, model: str) -> Iterator[MemoryServer]:
        machine, writer = project.machine(target), project.machine(WRITER)
        yield Replicating(machine, writer) if target.replica else MemoryServer(machine)

    monkeypatch.setattr(project.memory, "connect", connect)


def test_a_replica_is_waited_for(project: MemoryProject, monkeypatch: pytest.MonkeyPatch) -> None:
    replicate(project, monkeypatch)
    results = project.apply_to_all()
    assert {name: r.status for name, r in results.items()} == {"orders eu": "applied", "orders us": "follows"}
    assert results["orders us"].after == 1
    assert project.machine(REPLICA).sent == []


def test_a_replica_that_lags_is_a_failure_with_the_number_of_rows(project: MemoryProject) -> None:
    result = project.apply_to_all()["orders us"]
    assert (result.status, result.left) == ("failed", 2)
    assert str(result.error) == "the replica lags 2 ledger rows behind its writer"


def test_a_dry_run_does_not_wait(project: MemoryProject) -> None:
    project.apply_to_all()
    assert project.apply_to_all(dry_run=True)["orders us"].status == "follows"


def test_a_replica_alone_asks_its_writer_how_far_it_is(project: MemoryProject) -> None:
    project.apply_to_all()
    writer, follower = project.machine(WRITER), project.machine(REPLICA)
    follower.ledger = Ledger(writer.ledger.head, writer.ledger.entries[:1])
    (result,) = execute(project.run(), (REPLICA,))
    assert (result.status, result.left) == ("failed", 1)
