"""What commands over servers print, for outcomes made by hand: every status, every field of JSON."""

from __future__ import annotations

import io
import json

import pytest

from gamemodel.apply import Event, Result
from gamemodel.apply.options import EventKind
from gamemodel.errors import RefusedError, ServerRefused, Unreachable
from gamemodel.ledger import Entry, Holder, Ledger, LockInfo, State
from gamemodel.plan import PlannedStep, TargetPlan
from gamemodel.report import drift, errors, log, outcome, plan, status
from gamemodel.report.progress import ProgressLines
from gamemodel.step import Progress, Statement
from gamemodel.topology import Scope, Store, Target
from gamemodel.verify import Drift, TargetStatus, Verified

STORE = Store("orders", "mysql", "mysql-9", Scope("each-region"), None)
EU = Target(STORE, "local", ("eu",), "mysql://root:secret@host")
US = Target(STORE, "local", ("us",), "mysql://root:secret@host")
STATEMENT = Statement("shop.orders.note", "ALTER TABLE orders\n  ADD COLUMN note text")
STEP = PlannedStep("migration", "0002_ab12cd34", 2, "add note", "up", 1, 2, 0, STATEMENT, "+ column note text")
DROP = PlannedStep("migration", "0002_ab12cd34", 2, "add note", "up", 2, 2, 1, STATEMENT, "- column old", destroys=True)
AT = "2026-01-02T03:04:05.678Z"
PENDING = (("0002_ab12cd34", 2, "add note"),)


def row(
    sequence: int, state: State, revision: str = "0002_ab12cd34", at: str = AT, note: str = "", position: int = 1
) -> Entry:
    return Entry(sequence, state, revision, 2, position, 2, by="ann", at=at, note=note)


def test_a_plan_is_shown_once_for_all_targets_that_lack_the_same() -> None:
    results = [Result(each, "planned", 1, 1, left=2, plan=TargetPlan(each, 1, (STEP, DROP))) for each in (EU, US)]
    assert plan.text(results) == (
        "orders eu and us: at revision 1, 2 steps\n"
        "  0002 add note\n"
        "         1  + column note text\n"
        "         2  - column old  destroys data\n"
    )
    assert "ALTER TABLE orders\n                ADD COLUMN note text\n" in plan.text(results, statements=True)


def test_targets_at_different_revisions_have_plans_of_their_own() -> None:
    results = [
        Result(EU, "planned", 1, 1, left=1, plan=TargetPlan(EU, 1, (STEP,))),
        Result(US, "planned", 0, 0, left=2, plan=TargetPlan(US, 0, (STEP, DROP))),
    ]
    assert plan.text(results).count("orders ") == 2
    assert "orders us: empty, 2 steps" in plan.text(results)


def test_a_refused_statement_is_shown_with_the_servers_words_and_the_way_on() -> None:
    error = ServerRefused("(1060) Duplicate column name 'note'", STATEMENT.text)
    failed = Result(EU, "failed", 1, 1, 1, 1, error=error, resume="gamemodel migrate orders --region eu", at_step=STEP)
    text = outcome.text([failed, Result(US, "applied", 1, 2, 2)])
    assert "orders   failed, at 1, 1 step left   1 -> 2, 2 steps\n" in text
    assert (
        "orders 0002 eu: step 1 of 2: (1060) Duplicate column name 'note'\n"
        "    ALTER TABLE orders\n      ADD COLUMN note text\n"
        "  1 step applied, 1 step left\n"
        "  resume: gamemodel migrate orders --region eu\n"
    ) in text


def test_a_skipped_step_is_said_once_and_loudly() -> None:
    skipped = (row(1, "skipped", note="no lifecycle plugin"),)
    text = outcome.text([Result(each, "nothing", 2, 2, skipped=skipped) for each in (EU, US)])
    assert text.count("NOT APPLIED") == 1
    assert "orders eu and us: 1 step skipped: no lifecycle plugin" in text


@pytest.mark.parametrize(
    ("result", "cell"),
    [
        (Result(EU, "nothing", 2, 2), "at 2, nothing to do"),
        (Result(EU, "planned", 1, 1, left=3), "at 1, 3 steps to do"),
        (Result(EU, "stopped", 0, 1, 2, 1), "stopped, 0 -> 1, 1 step left"),
        (Result(EU, "held", 1, 1, left=1, error=RefusedError("held", "release it")), "held at 1, 1 step left"),
        (Result(EU, "unreachable", error=Unreachable("no answer")), "unreachable"),
        (Result(EU, "not-run"), "not started"),
        (Result(EU, "follows", 2, 2), "follows, at 2"),
    ],
)
def test_every_status_has_its_cell(result: Result, cell: str) -> None:
    assert outcome.text([result]).splitlines()[1] == f"orders   {cell}"


def test_json_of_an_outcome_holds_no_url() -> None:
    text = json.dumps(outcome.data(Result(EU, "planned", 1, 1, left=1, plan=TargetPlan(EU, 1, (STEP,)))))
    assert "secret" not in text
    assert json.loads(text)["plan"][0]["step"]["text"] == STATEMENT.text


def test_status_names_what_is_pending_open_held_and_locked() -> None:
    ledger = Ledger(None, (row(1, "hold", revision="", position=0), row(2, "intent")))
    lock = LockInfo(Holder("ann", "laptop", 7, "t"), "2026-01-02T03:05:00Z")
    text = status.text(
        [TargetStatus(EU, "open", 1, PENDING, 2, "mysql 9.1", ledger, lock), TargetStatus(US, "current", 2)]
    )
    assert "orders   at 1, a step is open   current, at 2\n" in text
    assert "pending 0002_ab12cd34 add note: orders eu\n" in text
    assert "step 1 of 2 of 0002_ab12cd34 was started at 2026-01-02T03:04:05.678Z by ann" in text
    assert "held by a rollback to revision 2 (ann," in text
    assert "locked by ann on laptop (process 7) until 2026-01-02T03:05:00Z" in text


def test_status_exit_codes() -> None:
    current, behind = TargetStatus(EU, "current", 2), TargetStatus(US, "behind", 1, PENDING, 2)
    assert [
        status.worst(each) for each in ([current], [current, behind], [behind, TargetStatus(EU, "unreachable")])
    ] == [
        0,
        1,
        2,
    ]


def test_log_sums_up_what_belongs_together_newest_first() -> None:
    first = [row(1, "intent", "0001_aa"), row(2, "done", "0001_aa")]
    second = [row(3, "intent", at="2026-02-01T00:00:00.000Z"), row(4, "failed", at="2026-02-01T00:00:01.000Z")]
    hold = [row(5, "hold", revision="", position=0, at="2026-03-01T00:00:00.000Z")]
    text = log.text(
        [TargetStatus(EU, "held", 1, ledger=Ledger(None, (*first, *second, *hold)))], {"0001_aa": "initial"}
    )
    assert text == (
        "2026-03-01 00:00:00Z  orders eu  -                held at revision 2          by ann\n"
        "2026-02-01 00:00:00Z  orders eu  0002_ab12cd34    applied no steps, 1 failed  by ann\n"
        "2026-01-02 03:04:05Z  orders eu  0001_aa initial  applied 1 step              by ann\n"
    )


def test_drift_is_grouped_by_what_it_belongs_to() -> None:
    found = Verified(
        EU, "drift", 2, (Drift("shop.orders.note", "+ column note text"), Drift("shop.orders.old", "- column old int"))
    )
    text = drift.text([found, Verified(US, "clean", 1, pending=PENDING)])
    assert "orders   2 differences at 2   clean at 1, 1 revision pending\n" in text
    assert "orders eu: differs from revision 2\n  shop.orders\n    + column note text\n    - column old int\n" in text


def test_errors_show_a_statement_and_every_line_of_the_cure() -> None:
    error = ServerRefused("no such table", "DROP TABLE x", "look first\nthen again")
    assert (
        errors.text(error) == "error: no such table\n  statement:\n    DROP TABLE x\n  help: look first\n  then again\n"
    )
    assert errors.data(error)["statement"] == "DROP TABLE x"


def test_progress_elsewhere_is_one_line_per_finished_step() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream, live=False)
    kinds: tuple[EventKind, ...] = ("step", "progress", "done")
    for kind in kinds:
        lines.event(Event(EU, kind, STEP, Progress(5, 10), 0.25))
    lines.event(Event(EU, "skipped", STEP, message="no plugin"))
    lines.clear()
    assert stream.getvalue() == (
        "orders eu: 0002 1/2  + column note text  250 ms\norders eu: 0002 1/2  + column note text  skipped: no plugin\n"
    )


def test_progress_on_a_terminal_redraws_one_line_per_target_and_leaves_nothing() -> None:
    stream = io.StringIO()
    lines = ProgressLines(stream, live=True)
    lines.event(Event(EU, "step", STEP))
    lines.event(Event(US, "progress", STEP, Progress(5, 10, note="rows")))
    assert stream.getvalue().endswith(
        "orders eu  0002 1/2  + column note text\norders us  0002 1/2  + column note text 5 of 10 rows\n"
    )
    lines.event(Event(US, "done", STEP, seconds=2.0))
    assert stream.getvalue().endswith("orders us  0002 1/2  + column note text  done in 2.00 s\n")
    lines.clear()
    assert stream.getvalue().endswith("\x1b[2A\x1b[J")
