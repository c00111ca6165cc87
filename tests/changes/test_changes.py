"""Each scenario of this folder: one change of the model, and exactly what every engine makes of it; asks no server.

`make golden` writes what is made now into the files instead; the diff is then what a reviewer reads.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gamemodel.make import make, propose
from gamemodel.project import Project
from tests.changes import scenario

SCENARIOS = sorted(Path(__file__).parent.glob("*.txt"))
SCREEN = 105


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_change_and_what_each_engine_does(path: Path, tmp_path: Path) -> None:
    case = scenario.read(path)
    case.make_first(tmp_path)
    case.edit(tmp_path)
    found, _ = scenario.outcome(Project(tmp_path))
    if os.environ.get("GAMEMODEL_REWRITE"):
        path.write_text(f"{case.head.rstrip()}\n\n{found}", encoding="utf-8")
    else:
        assert found == case.expected


@pytest.mark.parametrize(
    "path", [p for p in SCENARIOS if not scenario.refused(p.read_text())], ids=lambda path: path.stem
)
def test_once_made_there_is_nothing_more_to_make(path: Path, tmp_path: Path) -> None:
    case = scenario.read(path)
    case.make_first(tmp_path)
    case.edit(tmp_path)
    make(Project(tmp_path), "after")
    assert [p.difference for p in propose(Project(tmp_path)) if p.difference] == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_fits_on_a_screen(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= SCREEN


def test_the_base_model_has_no_findings(tmp_path: Path) -> None:
    scenario.Scenario("", "", (), (), (), (), (), "").lay_out(tmp_path)
    found, proposals = scenario.outcome(Project(tmp_path))
    assert "-- check --" not in found
    assert len(proposals) == len([p for p in proposals if p.migration])


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 60
