"""The chain of revisions on disk: what is written is read back, and what was tampered with is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gamemodel.change import HandWritten
from gamemodel.errors import HistoryError
from gamemodel.history import LOCK, History, lock_text, read, record, revision_id
from gamemodel.migration import Migration, MigrationChange, Revision
from gamemodel.step import Statement


def types(store: str) -> Any:
    return HandWritten


def add(root: Path, history: History, title: str) -> History:
    """A revision with one statement and one text file, written to `root`."""
    number = len(history.recorded) + 1
    parent = history.head.id if history.head else ""
    step = Statement("t", f"DO {title}")
    migrations = (Migration("shop", (MigrationChange(HandWritten("t", (step,)), (step,), ()),)),)
    revision = Revision(number, revision_id(number, parent, title, migrations, types), title, parent, "0", migrations)
    files = {f"sql/{revision.stem}.sql": f"DO {title};\n"}
    recorded, text = record(history, revision, files, types)
    history = history.adding(recorded)
    for path, body in (files | {recorded.path: text, LOCK: lock_text(history)}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(body)
    return history


@pytest.fixture
def root(tmp_path: Path) -> Path:
    add(tmp_path, add(tmp_path, History(), "initial"), "add guild")
    return tmp_path


def codes(root: Path) -> list[tuple[str, str]]:
    return [(p.code, p.message) for p in read(root, types)[1]]


def test_what_is_written_is_read_back(root: Path) -> None:
    history, problems = read(root, types)
    assert problems == ()
    assert [(r.number, r.title) for r in history.revisions] == [(1, "initial"), (2, "add guild")]
    assert history.revisions[1].parent == history.revisions[0].id
    assert lock_text(history) == (root / LOCK).read_text()


def test_an_edited_text_file_is_named(root: Path) -> None:
    (root / "sql/0001_initial.sql").write_text("DO harm;\n")
    assert codes(root) == [("GM290", "sql/0001_initial.sql was edited after it was made")]


def test_an_edited_json_is_named(root: Path) -> None:
    path = root / "schema/history/0002_add_guild.json"
    path.write_text(path.read_text().replace("DO add guild", "DO harm"))
    assert codes(root) == [("GM290", "schema/history/0002_add_guild.json was edited after it was made")]


def test_a_missing_file_is_named(root: Path) -> None:
    (root / "sql/0002_add_guild.sql").unlink()
    assert codes(root) == [("GM291", "sql/0002_add_guild.sql is missing")]


def test_a_line_that_was_changed_or_taken_out_breaks_the_chain(root: Path) -> None:
    lines = (root / LOCK).read_text().splitlines()
    (root / LOCK).write_text("\n".join([lines[0], lines[2]]) + "\n")
    assert codes(root)[0][1].endswith("does not follow from the lines before it")


def test_a_file_without_a_line_is_named(root: Path) -> None:
    (root / "schema/history/0003_stray.json").write_text("{}")
    assert codes(root) == [("GM292", f"schema/history/0003_stray.json has no line in {LOCK}")]


def test_a_merge_conflict_says_what_to_do(root: Path) -> None:
    (root / LOCK).write_text((root / LOCK).read_text() + "<<<<<<< HEAD\n")
    with pytest.raises(HistoryError, match="a merge conflict") as caught:
        read(root, types)
    assert "gamemodel rebase" in caught.value.help


def test_the_same_content_has_the_same_id_and_another_parent_another() -> None:
    migrations = (Migration("shop", ()),)
    assert revision_id(2, "a", "t", migrations, types) == revision_id(2, "a", "t", migrations, types)
    assert revision_id(2, "a", "t", migrations, types) != revision_id(2, "b", "t", migrations, types)
