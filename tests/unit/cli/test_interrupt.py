"""Signals while servers are changed, sent to a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

PROGRAM = """
import sys, time
from gamemodel.cli.interrupt import stop_requested
with stop_requested() as stop:
    print("ready", flush=True)
    for _ in range(200):
        time.sleep(0.05)
        if stop.is_set() and "finish" in sys.argv:
            break
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
    assert err == "\nfinishing the step under way; press Ctrl-C again to leave it open\n"


def test_the_second_leaves_at_once_with_exit_code_2() -> None:
    process = start("never")
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out) == (2, "")
    assert "left while a step was under way" in err
