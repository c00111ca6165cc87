"""Rows that a person orders: resolve, stamp, adopt; and rows that another runner of the same files made necessary."""

from __future__ import annotations

import pytest

from gamemodel.apply.ledger_operations import Stamped, resolve, stamp
from gamemodel.engine import Outcome
from gamemodel.errors import OutcomeUnknown, RefusedError, UsageError, WrongServer
from gamemodel.ledger import Head, Ledger
from tests.unit.apply.memory import EU, Add, MemoryProject, history

PAST = history((Add("a"),), (Add("b"), Add("c")))


def with_open_step() -> MemoryProject:
    """A step that the server refused, and shows neither done nor not done."""
    project = MemoryProject(PAST)
    project.machine().refuses["add b"] = "time-out"
    project.machine().outcomes["add b"] = [Outcome.NEITHER, Outcome.NEITHER]
    project.apply()
    assert isinstance(project.apply().error, OutcomeUnknown)
    project.machine().refuses.clear()
    return project


def test_a_step_resolved_as_done_is_not_sent() -> None:
    project = with_open_step()
    assert resolve(project, EU, "done").position == 1
    project.machine().names.add("b")
    assert project.machine().ledger.entries[-1].note == "resolved by hand: done"
    project.apply()
    assert project.machine().sent == ["add a", "add b", "add c"]


def test_a_step_resolved_as_not_done_is_sent_again() -> None:
    project = with_open_step()
    resolve(project, EU, "not-done")
    project.apply()
    assert project.machine().sent == ["add a", "add b", "add b", "add c"]


def test_there_is_nothing_to_resolve_without_an_open_step() -> None:
    with pytest.raises(UsageError, match="shop eu: no step is open"):
        resolve(MemoryProject(PAST), EU, "done")


def test_stamp_records_revisions_without_running_them() -> None:
    project = MemoryProject(PAST)
    project.machine().names = {"a", "b", "c"}
    assert stamp(project, EU, 2) == Stamped((1, 2))
    assert project.apply().status == "nothing"
    assert project.machine().sent == []
    project.machine().names = {"a"}
    assert stamp(project, EU, 1) == Stamped((2,))
    assert project.apply().done == 2


def test_stamp_is_refused_where_the_schema_differs_unless_forced() -> None:
    project = MemoryProject(PAST)
    project.machine().names = {"a", "b"}
    with pytest.raises(RefusedError, match="the server is not at revision 2: - c"):
        stamp(project, EU, 2)
    assert project.machine().ledger.entries == ()
    assert stamp(project, EU, 2, force=True).numbers == (1, 2)


def test_stamp_is_refused_while_a_step_is_open_even_when_forced() -> None:
    project = with_open_step()
    with pytest.raises(RefusedError, match="step 1 of revision 0002_r2 is open"):
        stamp(project, EU, 2, force=True)
    assert project.machine().ledger.open_intent is not None


def test_a_copied_ledger_is_refused_until_it_is_adopted() -> None:
    project = MemoryProject(PAST)
    project.apply()
    project.machine().cluster = "copy"
    project.machine().sent.clear()
    assert isinstance(project.apply().error, WrongServer)
    with pytest.raises(WrongServer):
        stamp(project, EU, 2)
    assert stamp(project, EU, 2, adopt=True) == Stamped((), "cluster")
    assert project.apply().status == "nothing"
    assert stamp(project, EU, 2, adopt=True) == Stamped(())
    project.machine().cluster = "cluster"
    assert isinstance(project.apply().error, WrongServer)


def test_adopting_does_not_take_over_another_environments_ledger() -> None:
    project = MemoryProject(PAST)
    project.machine().ledger = Ledger(Head("game", "shop", "production", "other"))
    with pytest.raises(WrongServer, match="environment 'production'"):
        stamp(project, EU, 2, adopt=True)


def test_what_another_runner_applied_is_recorded_first() -> None:
    project = MemoryProject(PAST)
    project.machine().names, project.machine().external = {"a"}, "0001_r1"
    assert project.apply(dry_run=True).left == 2
    assert project.machine().ledger.entries == ()
    result = project.apply()
    assert (result.before, result.after, result.done) == (1, 2, 2)
    assert project.machine().states()[0] == "stamp 0"


def test_an_external_revision_must_be_known_and_true() -> None:
    project = MemoryProject(PAST)
    project.machine().external = "0009_other"
    assert "which is not in schema/history.lock" in str(project.apply().error)
    project.machine().external = "0001_r1"
    assert "the server is not at revision 1: - a" in str(project.apply().error)
