"""The exit code of a run over several targets."""

from __future__ import annotations

import pytest

from gamemodel.apply import Result
from gamemodel.apply.options import Status
from gamemodel.cli.applying import exit_code
from gamemodel.errors import GamemodelError, RefusedError, Unreachable
from tests.unit.apply.memory import EU, Add, Drop, MemoryProject, history, region

NOT_APPROVED = RefusedError("revision 2 destroys data")
BLOCKED = GamemodelError("not begun, because shop eu failed")


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([("applied", None), ("follows", None), ("nothing", None)], 0),
        ([("held", RefusedError("held"))], 1),
        ([("failed", NOT_APPROVED)], 1),
        ([("failed", NOT_APPROVED), ("not-run", BLOCKED)], 1),
        ([("failed", GamemodelError("disk full")), ("not-run", BLOCKED)], 2),
        ([("unreachable", Unreachable("no answer")), ("held", RefusedError("held"))], 2),
        ([("stopped", None), ("not-run", BLOCKED)], 2),
    ],
)
def test_the_worst_result_decides(results: list[tuple[Status, GamemodelError | None]], code: int) -> None:
    assert exit_code([Result(EU, status, error=error) for status, error in results]) == code


def test_a_check_that_fails_after_a_step_is_a_failure() -> None:
    assert exit_code([Result(EU, "failed", done=1, error=NOT_APPROVED)]) == 2


def test_a_destructive_revision_that_waits_in_the_canary_region_exits_with_1() -> None:
    project = MemoryProject(history((Add("a"),), (Drop("a"),)), (region("ap", canary=True), EU))
    project.apply_to_all(to=1)
    results = project.apply_to_all()
    assert [result.status for result in results.values()] == ["failed", "not-run"]
    assert exit_code(list(results.values())) == 1
