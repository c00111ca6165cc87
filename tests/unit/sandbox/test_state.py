"""The state file: what is written is read, a reader never sees half of it, and the lock holds among threads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gamemodel.errors import SandboxError
from gamemodel.sandbox.process import Process
from gamemodel.sandbox.request import Addresses, StoreRequest, plan_servers
from gamemodel.sandbox.state import Server, State, load, locked, save

SPECS = plan_servers((StoreRequest("redis", "redis", "each-region", ("a", "b")),), Addresses(1, 0))
STATE = State(
    "native",
    Addresses(1, 0),
    (Server(SPECS[0], Process(17, "boot/5"), None, "/data"), Server(SPECS[1], None, "c0ffee", "")),
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save(tmp_path / "deep" / "state.json", STATE)
    assert load(tmp_path / "deep" / "state.json") == STATE
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["state.json"]


def test_no_file_is_an_empty_state(tmp_path: Path) -> None:
    assert load(tmp_path / "state.json") == State()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}', '{"format": 1, "provider": "x", "servers": 3}'])
def test_a_file_that_is_none_of_ours_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    with pytest.raises(SandboxError, match=r"state\.json: not a sandbox state"):
        load(tmp_path / "state.json")


def test_a_file_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('{"format": 99}')
    with pytest.raises(SandboxError, match="another version") as caught:
        load(tmp_path / "state.json")
    assert "remove" in caught.value.help


def test_a_server_replaces_the_one_with_its_name() -> None:
    again = Server(SPECS[0], Process(18, "boot/9"))
    assert STATE.with_server(again).server(SPECS[0].name) == again
    assert len(STATE.with_server(again).servers) == 2


def test_an_unknown_server_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SandboxError, match="no server 'mysql-a'") as caught:
        STATE.server("mysql-a")
    assert "redis-a, redis-b" in caught.value.help


def test_one_holder_of_a_lock_at_a_time_and_the_waiting_one_is_told(tmp_path: Path) -> None:
    inside, told = [], threading.Event()

    def second() -> None:
        with locked(tmp_path / "lock", told.set):
            inside.append("second")

    with locked(tmp_path / "lock"):
        other = threading.Thread(target=second)
        other.start()
        assert told.wait(10)
        inside.append("first")
    other.join(10)
    assert inside == ["first", "second"]
