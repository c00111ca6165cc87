"""Files at head follow from history and model: what an earlier head left behind is found, and results are kept while nothing changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gamemodel.cache import FILE, Results, recall, remember
from gamemodel.diagnostics import Severity
from gamemodel.generated import LIST
from gamemodel.make import check, checked, make
from gamemodel.project import Project

STARTER = Path(__file__).parents[2] / "gamemodel/cli/starter"
ACL = "redis_keys/acl/ranker.acl"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose second revision removed a role and with it two files at head."""
    root = tmp_path_factory.mktemp("made")
    for path in (p for p in STARTER.rglob("*") if p.is_file()):
        edit(root, path.relative_to(STARTER).as_posix(), path.read_text().replace("NAME", "shop"))
    replace(root, "schema/topology.yaml", "roles: [game]", "roles: [game, ranker]")
    replace(root, "schema/entities/players.yaml", "ttl: none, readers: [game]", "ttl: none, readers: [game, ranker]")
    make(Project(root), "initial")
    shutil.copytree(root / "redis_keys", root / "kept")
    replace(root, "schema/entities/players.yaml", "readers: [game, ranker]", "readers: [game]")
    assert make(Project(root), "no ranker").deleted == (ACL, ACL.replace(".acl", ".txt"))
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A fresh clone of it: no cache."""
    clone = tmp_path / "clone"
    shutil.copytree(made, clone, ignore=shutil.ignore_patterns(".gamemodel"))
    return clone


def edit(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def replace(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert text.count(old) == 1
    edit(root, path, text.replace(old, new))


def found(root: Path) -> list[tuple[str, str, str]]:
    return [(d.code, d.message, d.help) for d in check(Project(root)) if d.severity is not Severity.NOTE]


def test_a_file_of_an_earlier_head_is_named_and_deleted_in_a_fresh_clone(root: Path) -> None:
    assert found(root) == []
    shutil.copy(root / "kept/acl/ranker.acl", root / ACL)
    assert found(root) == [("GM294", f"{ACL} is left over from an earlier revision", "gamemodel make deletes it")]
    assert make(Project(root), "").deleted == (ACL,)
    assert found(root) == []


def test_what_a_person_wrote_is_never_deleted(root: Path) -> None:
    edit(root, ACL, "ours\n")
    edit(root, "redis_keys/acl/notes.txt", "ours too\n")
    ((_, message, help),) = found(root)
    assert message == f"{ACL} is left over from an earlier revision"
    assert help == "gamemodel did not write this text: move the file or delete it"
    assert make(Project(root), "").deleted == ()
    assert (root / ACL).exists()
    assert (root / "redis_keys/acl/notes.txt").exists()


def test_the_folder_that_a_store_had_earlier_is_cleared(root: Path) -> None:
    replace(root, "schema/topology.yaml", "{flavour: redis-7,", "{flavour: redis-7, folder: keys,")
    written = make(Project(root), "")
    assert "keys/keys.md" in written.written
    assert "redis_keys/keys.md" in written.deleted
    assert (root / "redis_keys/0001_initial.redis").exists()
    assert found(root) == []


def test_the_list_of_0_1_is_a_warning_until_make_deletes_it(root: Path) -> None:
    edit(root, LIST, "0 redis_keys/keys.md\n")
    (warning,) = (d for d in check(Project(root)) if d.code == "GM294")
    assert (warning.message, warning.severity) == ("schema/heads.lock is no longer used", Severity.WARNING)
    assert make(Project(root), "").deleted == (LIST,)


def test_results_are_kept_until_a_file_changes(root: Path) -> None:
    first = checked(Project(root))
    assert recall(Project(root)) == first
    for path in (
        "gamemodel.toml",
        "schema/entities/players.yaml",
        "schema/history/0001_initial.json",
        "schema/history.lock",
        "redis_keys/0001_initial.redis",
        "redis_keys/keys.md",
    ):
        text = (root / path).read_text()
        (root / path).write_text(text + ("[severities]\nGM101 = 'error'\n" if path.endswith("toml") else "\n"))
        assert recall(Project(root)) is None, path
        (root / path).write_text(text)
    edit(root, "redis_keys/acl/new.txt", "")
    assert recall(Project(root)) is None
    (root / "redis_keys/acl/new.txt").unlink()
    assert recall(Project(root)) == first


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key": 1}', "null"])
def test_a_broken_cache_is_ignored(root: Path, text: str) -> None:
    edit(root, FILE, text)
    assert recall(Project(root)) is None
    assert found(root) == []


def test_a_checkout_that_cannot_be_written_has_no_cache(root: Path) -> None:
    edit(root, ".gamemodel", "in the way of the folder")
    remember(Project(root), Results(agreed=True))
    assert recall(Project(root)) is None
    assert found(root) == []
