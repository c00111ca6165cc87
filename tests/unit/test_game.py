"""The game's own model in this repository: proven, made, and generated as the code of today generates it."""

from __future__ import annotations

from pathlib import Path

from gamemodel.generated import generated_files, unchanged
from gamemodel.make import check, migration_files
from gamemodel.project import Project

ROOT = Path(__file__).parents[2]


def test_the_model_passes_its_own_checker() -> None:
    assert [d for d in check(Project(ROOT)) if d.severity.name != "NOTE"] == []


def test_what_stands_at_head_is_what_the_code_of_today_gives() -> None:
    """Rendered in full: `check` itself trusts heads.lock while no input changed, and the code is an input here."""
    for path, text in generated_files(Project(ROOT)).items():
        assert (ROOT / path).read_text() == text, f"{path} is stale: gamemodel make"


def test_the_history_says_what_the_code_of_today_gives() -> None:
    project = Project(ROOT)
    for store in project.stores():
        assert not project.difference(store)
    for revision in project.history.revisions:
        for path, text in migration_files(project, revision).items():
            assert (ROOT / path).read_text() == text, f"{path} would be written otherwise today"


def test_an_unchanged_checkout_is_known_by_its_inputs_and_a_changed_one_is_not(tmp_path: Path) -> None:
    import shutil

    for folder in ("schema", "cql", "sql", "search_templates", "redis_keys"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert unchanged(Project(tmp_path))
    for path in (
        "schema/entities/users.yaml",
        "cql/schema.cql",
        "schema/history/0001_initial.json",
        "cql/0001_initial.cql",
    ):
        file = tmp_path / path
        text = file.read_text()
        file.write_text(text + "\n")
        assert not unchanged(Project(tmp_path)), path
        file.write_text(text)
    assert unchanged(Project(tmp_path))
