"""One step after another: intent and completion, skips and what heals them, failures, stopping, placements."""

from __future__ import annotations

import threading

from gamemodel.apply import ApplyOptions, Event, Run, execute
from gamemodel.errors import CheckFailed, LockHeld
from gamemodel.ledger import Head, Holder
from gamemodel.step import Backfill, Capability, Check, Statement
from tests.unit.apply.memory import EU, Add, MemoryProject, history

ONE_AND_TWO = history((Add("a"), Add("b")), (Add("c"),))
CHECK = Check("a", "rows of a", "there are rows")


def test_the_first_run_applies_everything_and_the_second_does_nothing() -> None:
    project = MemoryProject(ONE_AND_TWO)
    result = project.apply()
    assert (result.status, result.before, result.after, result.done, result.left) == ("applied", 0, 2, 3, 0)
    assert project.machine().names == {"a", "b", "c"}
    assert project.machine().ledger.head == Head("game", "shop", "local", "cluster")
    again = project.apply()
    assert (again.status, again.before, again.done, again.sequence) == ("nothing", 2, 0, 6)
    assert project.machine().sent == ["add a", "add b", "add c"]


def test_the_intent_is_recorded_before_the_statement_and_its_completion_after() -> None:
    project = MemoryProject(history((Add("a"),)))
    seen: list[list[str]] = []
    project.machine().on_send = lambda _: seen.append(project.machine().states())
    project.apply()
    assert seen == [["intent 1"]]
    assert project.machine().states() == ["intent 1", "done 1"]
    intent, done = project.machine().ledger.entries
    assert intent.drawn == done.drawn == (("id", "drawn-id"),)
    assert intent.rendered == "add a"


def test_events_tell_what_happens() -> None:
    events: list[Event] = []
    MemoryProject(history((Add("a"),))).apply(events.append)
    assert [event.kind for event in events] == ["step", "progress", "done"]


def test_a_limit_leaves_later_revisions_pending() -> None:
    result = MemoryProject(ONE_AND_TWO).apply(to=1)
    assert (result.after, result.done) == (1, 2)


def test_a_refused_step_is_recorded_as_failed_and_tried_again_later() -> None:
    project = MemoryProject(ONE_AND_TWO)
    project.machine().refuses["add b"] = "disk full"
    result = project.apply()
    assert (result.status, result.done, result.left, str(result.error)) == ("failed", 1, 2, "disk full")
    assert result.at_step is not None
    assert result.at_step.words == "+ b"
    assert result.resume == "gamemodel migrate shop --region eu"
    assert project.machine().states() == ["intent 1", "done 1", "intent 2", "failed 2"]
    project.machine().refuses.clear()
    assert project.apply().status == "applied"


def test_a_refused_step_that_took_effect_counts_as_done() -> None:
    project = MemoryProject(history((Add("a"),)))
    project.machine().refuses["add a"], project.machine().takes_effect = "time-out", True
    assert project.apply().status == "applied"
    assert project.machine().states() == ["intent 1", "done 1"]


def test_a_failed_check_stops_the_migration() -> None:
    project = MemoryProject(history((Add("a", (CHECK,)), Add("b"))))
    project.machine().violations.add("rows of a")
    result = project.apply()
    assert isinstance(result.error, CheckFailed)
    last = project.machine().ledger.entries[-1]
    assert (last.state, last.note) == ("failed", f"{CHECK.message} (first: 1)")
    assert project.machine().names == {"a"}
    project.machine().violations.clear()
    assert project.apply().done == 2


def test_a_backfill_records_its_cursor() -> None:
    project = MemoryProject(history((Add("a", (Backfill("a", "fill a", ("id",)),)),)))
    project.machine().rows_to_fill = 2
    project.apply()
    assert project.machine().states()[2:] == ["intent 2", "progress 2", "progress 2", "done 2"]


def test_a_skipped_step_is_replaced_by_what_keeps_the_rest_valid_and_restored_later() -> None:
    project = MemoryProject(history((Add("a"), Add("b"))))
    instead = Statement("a", "add stand-in")
    project.machine().capabilities["add a"] = Capability("skip", "no plugin", instead=instead)
    result = project.apply()
    assert [finding.code for finding in result.findings] == ["GM691"]
    assert [row.note for row in result.skipped] == ["no plugin"]
    assert project.machine().sent == ["add stand-in", "add b"]
    assert project.machine().ledger.entries[0].state == "skipped"
    assert project.apply().status == "nothing"

    project.machine().capabilities.clear()
    healed = project.apply()
    assert (healed.status, healed.done, healed.skipped) == ("applied", 1, ())
    assert project.machine().names == {"stand-in", "a", "b"}
    assert [row.kind for row in project.machine().ledger.entries[-3:]] == ["restore", "restore", "migration"]
    assert project.apply().status == "nothing"


def test_placements_are_planned_once_something_is_applied() -> None:
    project = MemoryProject(history((Add("a"),)))
    project.machine().placements = (Statement("replicas", "add replicas"),)
    project.apply()
    assert project.machine().names == {"a"}
    result = project.apply()
    assert (result.status, result.done) == ("applied", 1)
    assert project.machine().names == {"a", "replicas"}


def test_a_stop_ends_the_run_between_two_steps() -> None:
    project, stop = MemoryProject(ONE_AND_TWO), threading.Event()
    project.machine().on_send = lambda text: stop.set() if text == "add a" else None
    (result,) = execute(Run(project, "local", ApplyOptions(), stop=stop), (EU,))
    assert (result.status, result.done, result.left) == ("stopped", 1, 2)
    assert result.resume == "gamemodel migrate shop --region eu"
    assert project.machine().states() == ["intent 1", "done 1"]


def test_the_command_that_resumes_names_limit_environment_and_region() -> None:
    run = Run(MemoryProject(ONE_AND_TWO), "prod", ApplyOptions("down", 3))
    assert run.resume_command(EU) == "gamemodel rollback shop --to 3 --env prod --region eu"


def test_a_held_lock_stops_the_run_before_anything_is_sent() -> None:
    project = MemoryProject(ONE_AND_TWO)
    project.machine().holder = Holder("ann", "host", 1, "token")
    assert isinstance(project.apply().error, LockHeld)
    assert project.machine().sent == []


def test_a_lost_lock_leaves_the_intent_open() -> None:
    project = MemoryProject(ONE_AND_TWO)

    def lose(text: str) -> None:
        project.machine().holder = None

    project.machine().on_send = lose
    assert isinstance(project.apply().error, LockHeld)
    assert project.machine().states() == ["intent 1"]
    project.machine().on_send = lambda _: None
    assert project.apply().status == "applied"
    assert project.machine().sent == ["add a", "add b", "add c"]
