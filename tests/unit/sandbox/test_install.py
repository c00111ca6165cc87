"""What is missing and how it is said; the cache takes a part whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamemodel.errors import SandboxError
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.sandbox.cache import building, cache_root
from gamemodel.sandbox.install import Command, MissingError, run
from gamemodel.sandbox.native import debs

ENGINES = ("cassandra", "mysql", "opensearch", "redis")


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAMEMODEL_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_empty_machine_is_told_what_each_server_lacks(empty_cache: Path, tmp_path: Path) -> None:
    lacks = Sandbox(tmp_path).missing(ENGINES)
    assert {lack.engine for lack in lacks} == set(ENGINES)
    assert all(lack.commands for lack in lacks)
    assert not empty_cache.exists()


def test_up_without_install_starts_nothing_and_names_the_commands(empty_cache: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="redis: Redis 7") as caught:
        Sandbox(tmp_path).up((StoreRequest("redis", "redis", "each-region", ("a",)),), provider="native")
    assert "--download-only install redis-server" in caught.value.help
    assert not Sandbox(tmp_path).endpoints()
    assert not empty_cache.exists()


def test_java_is_looked_for_where_it_is_said_to_be(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gamemodel.sandbox.native.java import find_jdk

    home = empty_cache.parent / "jdk"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "javac").touch()
    monkeypatch.setenv("GAMEMODEL_JAVA_HOME", str(home))
    (home / "release").write_text('IMPLEMENTOR="x"\nJAVA_VERSION="17.0.15"\n')
    assert find_jdk() == home
    (home / "release").write_text('JAVA_VERSION="25.0.1"\n')
    assert find_jdk() != home


def test_the_mirror_is_the_one_of_the_machine_s_own_sources(tmp_path: Path) -> None:
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (parts / "a.sources").write_text("Types: deb\nURIs: https://elsewhere.example/node_20.x\nSuites: nodistro\n")
    (parts / "b.list").write_text("deb [signed-by=/k.gpg] https://mirror.example/debian bookworm main\n")
    (tmp_path / "sources.list").write_text(
        "# deb http://no.example/debian x main\ndeb http://own.example/debian/ sid main\n"
    )
    assert list(debs.sources(tmp_path)) == [
        "https://elsewhere.example/node_20.x",
        "http://own.example/debian/",
        "https://mirror.example/debian",
    ]


def test_a_failed_command_gives_its_last_words_and_itself() -> None:
    command = Command(("sh", "-c", "echo some words; exit 3"))
    with pytest.raises(SandboxError, match=r"exit 3 of: sh -c[^\n]*\nsome words") as caught:
        run(command)
    assert str(command) in caught.value.help


def test_a_command_that_takes_too_long_is_ended() -> None:
    with pytest.raises(SandboxError, match="timed out after 0 s: sleep 60"):
        run(Command(("sleep", "60")), seconds=0.1)


def test_a_part_of_the_cache_is_put_in_place_whole_or_not_at_all(tmp_path: Path) -> None:
    with building(tmp_path / "part") as fresh:
        (fresh / "file").write_text("old")
    failing = building(tmp_path / "part")
    (failing.__enter__() / "file").write_text("half")
    assert not failing.__exit__(OSError, OSError("no space left"), None)
    assert (tmp_path / "part" / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["part"]


def test_the_cache_is_the_user_s_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GAMEMODEL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_root() == Path("/somewhere/gamemodel")
    monkeypatch.setenv("GAMEMODEL_CACHE", "/else")
    assert cache_root() == Path("/else")
