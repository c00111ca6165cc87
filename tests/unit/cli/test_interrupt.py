"""Signals while servers are changed, sent to a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from gamemodel.cli.interrupt import FIRST

PROGRAM = """
import sys, threading
from gamemodel.cli.interrupt import stop_requested
with stop_requested() as stop:
    print("ready", flush=True)
    (stop if "finish" in sys.argv else threading.Event()).wait(30)
print("finished", stop.is_set(), flush=True)
"""


def start(word: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, word], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_lets_the_step_finish(number: signal.Signals) -> None:
    process = start("finish")
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "finished True\n")
    assert err == FIRST


def test_the_second_leaves_at_once_with_exit_code_2() -> None:
    process = start("never")
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert process.stderr.readline() + process.stderr.readline() == FIRST
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out) == (2, "")
    assert "stopped during a step" in err
