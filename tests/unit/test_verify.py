"""Drift and status: each target is compared with its own ledger."""

from __future__ import annotations

import pytest

from gamemodel.engine import Pace
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.verify import Drift, TargetStatus, Verified, status, status_of, verify, worst
from tests.unit.apply.memory import EU, Add, MemoryProject, history, region

US = region("us")
PAST = history((Add("a"),), (Add("b"), Add("c")))


def project() -> MemoryProject:
    return MemoryProject(PAST, (EU, US))


def verified(project: MemoryProject) -> list[Verified]:
    return list(verify(project, project.known, Pace()))


def statuses(project: MemoryProject) -> list[TargetStatus]:
    return list(status(project, project.known))


def test_a_target_is_compared_at_its_own_revision_and_what_it_lacks_is_pending() -> None:
    checkout = project()
    checkout.apply_to_all(to=1)
    assert [(v.status, v.at, v.drift, v.pending) for v in verified(checkout)] == [
        ("clean", 1, (), (("0002_r2", 2, "r2"),))
    ] * 2


def test_a_target_without_a_ledger_is_empty() -> None:
    assert [v.status for v in verified(project())] == ["empty"] * 2


def test_what_is_missing_and_what_should_not_be_there_is_drift() -> None:
    checkout = project()
    checkout.apply_to_all()
    checkout.machine(US).names = {"a", "b", "stray"}
    eu, us = verified(checkout)
    assert eu.status == "clean"
    assert (us.status, us.drift) == ("drift", (Drift("stray", "+ stray"), Drift("c", "- c")))
    assert worst([eu, us]) == 1


def test_one_target_that_cannot_be_verified_does_not_keep_the_others_from_it() -> None:
    checkout = project()
    checkout.apply_to_all()
    checkout.machine(EU).unreachable = True
    checkout.machine(US).ledger = Ledger(Head("game", "shop", "production", "cluster"))
    found = verified(checkout)
    assert [v.status for v in found] == ["unreachable", "failed"]
    assert [s.status for s in statuses(checkout)] == ["unreachable", "failed"]
    assert worst(found) == 2


def test_a_half_applied_revision_is_compared_change_by_change() -> None:
    checkout = project()
    checkout.machine(EU).refuses["add c"] = "no"
    checkout.apply_to_all()
    assert [(v.status, v.at, v.drift) for v in verified(checkout)] == [("clean", 1, ()), ("clean", 2, ())]
    eu, us = statuses(checkout)
    assert (eu.status, eu.at, eu.steps_left) == ("behind", 1, 1)
    assert (us.status, us.server) == ("current", "memory 1")


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ((), "empty"),
        ((Entry(1, "stamp", "0001_r1", 1, 0, 1),), "behind"),
        ((Entry(1, "stamp", "0001_r1", 1, 0, 1), Entry(2, "stamp", "0002_r2", 2, 0, 2)), "current"),
        ((Entry(1, "hold", "", 1),), "held"),
        ((Entry(1, "hold", "", 1), Entry(2, "intent", "0001_r1", 1, 1, 1)), "open"),
    ],
)
def test_the_status_follows_from_the_ledger(rows: tuple[Entry, ...], word: str) -> None:
    lock = LockInfo(Holder("ann", "host", 1, "token"))
    found = status_of(PAST, EU, Ledger(None, rows), "memory 1", lock)
    assert (found.status, found.lock) == (word, lock)
