"""Processes are told apart by pid and start, stopped for certain, and found again by their mark."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gamemodel.sandbox.process import Process, alive, marked, send, spawn, start_mark, stop

SLEEP = str(shutil.which("sleep"))
SHELL = str(shutil.which("sh"))


def test_a_process_is_alive_until_it_is_stopped(tmp_path: Path) -> None:
    sleeper = spawn((SLEEP, "60"), tmp_path / "log", tmp_path)
    assert alive(sleeper)
    assert os.getsid(sleeper.pid) == sleeper.pid
    stop(sleeper, grace=5)
    assert not alive(sleeper)


def test_one_that_ignores_sigterm_is_killed_after_its_grace(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    script = f"trap '' TERM; echo ready > {ready}; while :; do sleep 1; done"
    deaf = spawn((SHELL, "-c", script), tmp_path / "log", tmp_path)
    assert ready.read_text() == "ready\n"
    begun = time.monotonic()
    stop(deaf, grace=0.3)
    assert 0.3 <= time.monotonic() - begun < 5
    assert not alive(deaf)


def test_a_later_process_with_the_same_pid_is_a_stranger(tmp_path: Path) -> None:
    sleeper = spawn((SLEEP, "60"), tmp_path / "log", tmp_path)
    earlier = replace(sleeper, started="another-boot/1")
    assert not alive(earlier)
    stop(earlier, grace=0)
    send(earlier, 9)
    assert alive(sleeper)
    stop(sleeper, grace=0)


def test_one_that_ended_by_itself_is_not_alive_and_its_words_are_in_the_log(tmp_path: Path) -> None:
    short = spawn((SHELL, "-c", "echo out; echo err >&2"), tmp_path / "log", tmp_path)
    os.waitid(os.P_PID, short.pid, os.WEXITED | os.WNOWAIT)
    assert not alive(short)
    assert sorted((tmp_path / "log").read_text().split()) == ["err", "out"]
    stop(short, grace=1)


def test_marked_finds_the_processes_of_one_sandbox_only(tmp_path: Path) -> None:
    ours = spawn((SLEEP, "60"), tmp_path / "log", tmp_path / "ours")
    theirs = spawn((SLEEP, "60"), tmp_path / "log", tmp_path / "ours-too")
    try:
        assert list(marked(tmp_path / "ours")) == [ours]
    finally:
        stop(ours, 0)
        stop(theirs, 0)
    assert list(marked(tmp_path / "ours")) == []


def test_a_program_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        spawn(("/nowhere/program",), tmp_path / "log", tmp_path)


def test_no_process_has_no_start_mark() -> None:
    assert start_mark(2**22 + 1) is None
    assert not alive(Process(2**22 + 1, ""))
