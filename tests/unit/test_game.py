"""The game's own model in this repository: proven, made, and generated as the code of today generates it."""

from __future__ import annotations

from pathlib import Path

from gamemodel.generated import generated_files
from gamemodel.make import check
from gamemodel.project import Project
from gamemodel.revisions import migration_files

ROOT = Path(__file__).parents[2]


def test_the_model_passes_its_own_checker() -> None:
    assert [d for d in check(Project(ROOT)) if d.severity.name != "NOTE"] == []


def test_what_stands_at_head_is_what_the_code_of_today_gives() -> None:
    """Rendered in full, whatever `check` found earlier and kept."""
    for path, text in generated_files(Project(ROOT)).items():
        assert (ROOT / path).read_text() == text, f"{path} is stale: gamemodel make"


def test_the_history_says_what_the_code_of_today_gives() -> None:
    project = Project(ROOT)
    for store in project.stores():
        assert not project.difference(store)
    for revision in project.history.revisions:
        for path, text in migration_files(project, revision).items():
            assert (ROOT / path).read_text() == text, f"{path} would be written otherwise today"
