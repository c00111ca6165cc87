"""After an interruption: the open intent is settled by looking at the server, for each outcome there is."""

from __future__ import annotations

import threading

import pytest

from gamemodel.apply import ApplyOptions, Run, execute, outcome
from gamemodel.change import HandWritten
from gamemodel.engine import Outcome
from gamemodel.errors import OutcomeUnknown
from gamemodel.step import Backfill, Check, Statement, Step
from tests.unit.apply.memory import EU, Add, MemoryProject, history


class Killed(BaseException):
    """The process is gone."""


def interrupted(project: MemoryProject, text: str) -> None:
    """A run that dies when `text` is about to be sent: its intent is open."""

    def die(sent: str) -> None:
        if sent == text:
            raise Killed

    project.machine().on_send = die
    with pytest.raises(Killed):
        project.apply()
    assert project.machine().ledger.open_intent is not None
    project.machine().on_send = lambda _: None
    project.machine().holder = None


@pytest.fixture
def project() -> MemoryProject:
    made = MemoryProject(history((Add("a"), Add("b"))))
    interrupted(made, "add a")
    return made


def test_a_step_found_done_is_not_sent_again(project: MemoryProject) -> None:
    project.machine().names.add("a")
    result = project.apply()
    assert (result.status, result.done, result.left) == ("applied", 2, 0)
    assert project.machine().sent == ["add b"]
    assert project.machine().ledger.entries[1].note == "found done on the server"
    assert project.machine().ledger.entries[1].drawn == (("id", "drawn-id"),)


def test_a_step_found_not_done_is_sent(project: MemoryProject) -> None:
    assert project.apply().status == "applied"
    assert project.machine().sent == ["add a", "add b"]
    assert project.machine().states()[:3] == ["intent 1", "failed 1", "intent 1"]


def test_a_step_that_still_runs_is_waited_for(project: MemoryProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome, "POLL_S", 0.001)
    project.machine().outcomes["add a"] = [Outcome.RUNNING, Outcome.RUNNING, Outcome.DONE]
    project.machine().names.add("a")
    assert project.apply().status == "applied"
    assert project.machine().sent == ["add b"]


def test_a_stop_ends_the_waiting_and_leaves_the_intent_open(project: MemoryProject) -> None:
    project.machine().outcomes["add a"] = [Outcome.RUNNING] * 2
    stop = threading.Event()
    stop.set()
    (result,) = execute(Run(project, "local", ApplyOptions(), stop=stop), (EU,))
    assert isinstance(result.error, OutcomeUnknown)
    assert "still runs" in str(result.error)
    assert project.machine().states() == ["intent 1"]


def test_a_step_that_is_neither_done_nor_not_done_needs_a_person(project: MemoryProject) -> None:
    project.machine().outcomes["add a"] = [Outcome.NEITHER]
    result = project.apply()
    assert isinstance(result.error, OutcomeUnknown)
    assert "gamemodel resolve shop --done | --not-done" in result.error.help
    assert (result.done, project.machine().states()) == (0, ["intent 1"])


def test_an_interrupted_backfill_goes_on_at_its_cursor() -> None:
    project = MemoryProject(history((Add("a", (Backfill("a", "fill a", ("id",)),)),)))
    machine = project.machine()
    machine.rows_to_fill = 3

    def lose_lock(event: object) -> None:
        if machine.ledger.cursor == "2":
            raise Killed

    with pytest.raises(Killed):
        project.apply(lose_lock)
    machine.holder = None
    assert project.apply().status == "applied"
    assert machine.sent == ["add a", "fill a", "fill a from 2"]


@pytest.fixture
def hand_written() -> MemoryProject:
    """An interrupted hand-written statement that a check follows."""
    steps: tuple[Step, ...] = (Statement("x", "add x"), Check("x", "rows?", "rows are left"))
    made = MemoryProject(history((HandWritten("x", steps),)))
    interrupted(made, "add x")
    return made


def test_a_hand_written_statement_is_done_if_its_check_passes(hand_written: MemoryProject) -> None:
    assert hand_written.apply().status == "applied"
    assert hand_written.machine().sent == ["rows?", "rows?"]


def test_a_hand_written_statement_is_sent_again_if_its_check_fails(hand_written: MemoryProject) -> None:
    machine = hand_written.machine()
    machine.violations.add("rows?")
    machine.on_send = lambda text: machine.violations.clear() if text == "add x" else None
    assert hand_written.apply().status == "applied"
    assert machine.sent == ["rows?", "add x", "rows?"]


def test_a_hand_written_statement_without_a_check_needs_a_person() -> None:
    project = MemoryProject(history((HandWritten("x", (Statement("x", "add x"),)),)))
    interrupted(project, "add x")
    assert isinstance(project.apply().error, OutcomeUnknown)


def test_an_open_placement_is_found_again() -> None:
    project = MemoryProject(history((Add("a"),)))
    project.apply()
    project.machine().placements = (Statement("replicas", "add replicas"),)
    interrupted(project, "add replicas")
    project.machine().outcomes["add replicas"] = [Outcome.NOT_DONE]
    assert project.apply().status == "applied"
    assert project.machine().names == {"a", "replicas"}


def test_an_open_step_that_the_history_lacks_needs_a_person() -> None:
    project = MemoryProject(history((Add("a"),)))
    project.apply()
    project.machine().placements = (Statement("replicas", "add replicas"),)
    interrupted(project, "add replicas")
    project.machine().placements = ()
    result = project.apply()
    assert "is not in the history" in str(result.error)


def test_a_step_whose_completion_was_not_recorded_is_sent_once() -> None:
    project = MemoryProject(history((Add("a"),)))

    def die(event: object) -> None:
        if project.machine().names:
            raise Killed

    with pytest.raises(Killed):
        project.apply(die)
    project.machine().holder = None
    result = project.apply()
    assert (result.status, result.done, project.machine().sent) == ("applied", 1, ["add a"])
