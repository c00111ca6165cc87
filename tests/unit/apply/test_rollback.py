"""Rolling back: steps down, the rows that take changes out of effect, the hold and its release."""

from __future__ import annotations

from gamemodel.apply import Result
from gamemodel.change import HandWritten
from gamemodel.step import Statement
from tests.unit.apply.memory import Add, MemoryProject, history

PAST = history((Add("a"),), (Add("b"), Add("c")))


def applied() -> MemoryProject:
    project = MemoryProject(PAST)
    assert project.apply().after == 2
    return project


def undo(project: MemoryProject) -> Result:
    return project.apply(action="down", to=1, allowed=("2",))


def test_a_rollback_undoes_the_newest_change_first_and_holds_the_target() -> None:
    project = applied()
    result = undo(project)
    assert (result.status, result.before, result.after, result.done) == ("applied", 2, 1, 2)
    assert project.machine().sent[-2:] == ["drop c", "drop b"]
    assert project.machine().states()[6:] == [
        "hold 0",
        "intent 1",
        "done 1",
        "undone 2",
        "intent 2",
        "done 2",
        "undone 1",
    ]
    assert project.machine().ledger.in_effect().keys() == {"0001_r1"}
    assert project.apply(action="down", to=1).status == "nothing"


def test_undoing_what_destroys_data_needs_approval() -> None:
    project = applied()
    result = project.apply(action="down", to=1)
    assert (result.status, project.machine().ledger.hold) == ("failed", None)
    assert str(result.error) == "revision 0002_r2 destroys data: undo + c"


def test_a_held_target_is_left_alone_until_it_is_released() -> None:
    project = applied()
    undo(project)
    held = project.apply()
    assert (held.status, held.left) == ("held", 2)
    assert held.resume == "gamemodel rollback shop --release, when migrate may apply again"
    assert project.apply(dry_run=True).status == "planned"
    assert project.apply(to=0, release=True).status == "applied"
    assert project.apply().after == 2


def test_a_rollback_that_fails_halfway_is_finished_before_anything_else() -> None:
    project = applied()
    project.machine().refuses["drop b"] = "busy"
    assert undo(project).status == "failed"
    assert project.machine().ledger.in_effect()["0002_r2"].keys() == {1}
    project.machine().refuses.clear()
    assert (undo(project).done, project.machine().names) == (1, {"a"})


def test_a_half_undone_change_must_be_finished_before_migrating() -> None:
    up = (Statement("x", "add x"), Statement("y", "add y"))
    down = (Statement("y", "drop y"), Statement("x", "drop x"))
    project = MemoryProject(history((HandWritten("x", up, down),)))
    project.apply()
    project.machine().refuses["drop x"] = "busy"
    assert project.apply(action="down", to=0).done == 1
    result = project.apply()
    assert str(result.error) == "shop eu: revision 0001_r1 is half rolled back"
    project.machine().refuses.clear()
    assert project.apply(action="down", to=0).after == 0
    assert project.machine().names == set()


def test_a_row_of_a_finished_change_that_was_not_written_is_written_by_the_next_run() -> None:
    project = applied()
    undo(project)
    machine = project.machine()
    machine.ledger = type(machine.ledger)(machine.ledger.head, machine.ledger.entries[:-1])
    result = undo(project)
    assert (result.status, result.done, result.after) == ("applied", 0, 1)
    assert machine.states()[-1] == "undone 1"
