"""History and ledger -> steps, in order; what must stop a run before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gamemodel.change import HandWritten
from gamemodel.errors import HistoryError, RefusedError, UsageError, WrongServer
from gamemodel.history import History, Recorded
from gamemodel.ledger import Entry, Head, Ledger
from gamemodel.ledger_proof import prove_head
from gamemodel.migration import Migration, MigrationChange, Revision, step_digest
from gamemodel.plan import current_revision, implied_schema, plan_down, plan_up, revision_at, rollback_rows
from gamemodel.step import Statement
from gamemodel.topology import Scope, Store, Target

STORE = Store("shop", "mysql", "mysql-9", Scope("each-region"), None)
TARGET = Target(STORE, "local", ("eu",), "mysql://127.0.0.1")


def part(*ups: str, downs: tuple[str, ...] | None = (), destroys: bool = False) -> MigrationChange:
    up = tuple(Statement("t", text, destroys=destroys) for text in ups)
    down = None if downs is None else tuple(Statement("t", text) for text in downs)
    return MigrationChange(HandWritten("t", up, down or (), destroys), up, down)


def history(*migrations: tuple[MigrationChange, ...]) -> History:
    revisions = [
        Revision(n, f"{n:04d}_r{n}", f"revision {n}", "", "0", (Migration("shop", parts),))
        for n, parts in enumerate(migrations, 1)
    ]
    return History(tuple(Recorded(r, "", (), "", "") for r in revisions))


def ran(past: History, *counts: int) -> Ledger:
    """A ledger in which the first `counts[n]` steps of each revision are done."""
    entries: list[Entry] = []
    for (revision, migration), count in zip(past.migrations("shop"), counts, strict=False):
        for position, step in enumerate(migration.up[:count], 1):
            digest = step_digest(step)
            entries.append(
                Entry(
                    len(entries) + 1, "done", revision.id, revision.number, position, len(migration.up), digest=digest
                )
            )
    return Ledger(None, tuple(entries))


PAST = history(
    (part("a", "b", downs=("-b", "-a")), part("c", downs=("-c",))),
    (part("d", downs=("-d",)),),
    (part("e", downs=None),),
)


class Named:
    """A change that adds its name to a tuple."""

    destroys = False

    def __init__(self, name: str) -> None:
        self.name = name

    def apply_to(self, schema: tuple[str, ...]) -> tuple[str, ...]:
        return (*schema, self.name)

    def describe(self) -> str:
        return f"+ {self.name}"


def named(name: str, *texts: str) -> MigrationChange:
    return MigrationChange(Named(name), tuple(Statement("t", text) for text in texts))


GROWING = history((named("a", "1", "2"), named("b", "3")), (named("c", "4"),))


def texts(steps: tuple[object, ...]) -> list[str]:
    return [s.step.text for s in steps]  # type: ignore[attr-defined]


def test_an_empty_target_lacks_everything_in_order() -> None:
    plan = plan_up(PAST, TARGET, Ledger())
    assert texts(plan.steps) == ["a", "b", "c", "d", "e"]
    assert [(number, title) for _, number, title in plan.revisions] == [
        (1, "revision 1"),
        (2, "revision 2"),
        (3, "revision 3"),
    ]
    assert plan.at == 0


def test_a_half_applied_revision_goes_on_where_it_stopped() -> None:
    plan = plan_up(PAST, TARGET, ran(PAST, 2), to=2)
    assert texts(plan.steps) == ["c", "d"]
    assert current_revision(PAST, "shop", ran(PAST, 3, 1)) == 2


def test_down_undoes_the_last_change_first() -> None:
    assert texts(plan_down(PAST, TARGET, ran(PAST, 3, 1), to=0).steps) == ["-d", "-c", "-b", "-a"]


def test_down_leaves_alone_what_was_never_begun() -> None:
    assert texts(plan_down(PAST, TARGET, ran(PAST, 2), to=0).steps) == ["-b", "-a"]


def test_down_through_a_change_without_a_way_back_is_refused() -> None:
    with pytest.raises(RefusedError, match="cannot be undone"):
        plan_down(PAST, TARGET, ran(PAST, 3, 1, 1), to=2)


def test_a_half_finished_rollback_must_be_finished_first() -> None:
    rows = ran(PAST, 3, 1)
    rows = replace(rows, entries=(*rows.entries, Entry(99, "done", "0001_r1", 1, 1, 3, "down")))
    with pytest.raises(RefusedError, match="half rolled back"):
        plan_up(PAST, TARGET, rows)


def test_a_target_that_ran_another_branch_is_recognised() -> None:
    other = Ledger(None, (Entry(1, "done", "0001_other", 1, 1, 1),))
    with pytest.raises(HistoryError, match=r"revision 0001_other.*number 1 is 0001_r1 here"):
        plan_up(PAST, TARGET, other)


def test_a_step_applied_with_another_text_stops_everything() -> None:
    edited = history((part("a", "B!", downs=()), part("c")), (part("d"),), (part("e"),))
    with pytest.raises(HistoryError, match=r"step 2 of revision 0001_r1 was applied with another text"):
        plan_up(edited, TARGET, ran(PAST, 2))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (Head("game", "shop", "production", "c1"), "environment 'production', not 'local'"),
        (Head("other", "shop", "local", "c1"), "model 'other', not 'game'"),
        (Head("game", "shop", "local", "c0"), "made on another cluster"),
    ],
)
def test_a_wrong_server_is_refused(head: Head, words: str) -> None:
    with pytest.raises(WrongServer, match=words):
        prove_head(Ledger(head), "game", TARGET, "c1")


def test_a_revision_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="there is no revision 9"):
        revision_at(PAST, 9)


def test_the_schema_that_a_ledger_implies_has_whole_changes_only() -> None:
    def schema(*counts: int) -> object:
        return implied_schema(GROWING, "shop", (), ran(GROWING, *counts))

    assert [schema(), schema(1), schema(2), schema(3), schema(3, 1)] == [(), (), ("a",), ("a", "b"), ("a", "b", "c")]


def test_rows_undone_name_changes_and_then_whole_revisions() -> None:
    def undone(*down: int) -> list[tuple[int, int]]:
        done = ran(PAST, 3)
        rows = [Entry(9 + position, "done", "0001_r1", 1, position, 3, "down") for position in down]
        ledger = replace(done, entries=(*done.entries, *rows))
        return [(row.position, row.steps) for row in rollback_rows(PAST, TARGET, ledger, 0)]

    assert undone() == []
    assert undone(1) == [(3, 1)]
    assert undone(1, 2) == [(3, 1)]
    assert undone(1, 2, 3) == [(1, 3)]


def test_the_digest_of_a_plan_changes_with_its_steps() -> None:
    whole = plan_up(PAST, TARGET, Ledger())
    assert whole.digest == plan_up(PAST, TARGET, Ledger()).digest
    assert (
        len({whole.digest, plan_up(PAST, TARGET, Ledger(), to=1).digest, plan_up(PAST, TARGET, ran(PAST, 1)).digest})
        == 3
    )
