"""Errors that no command handles, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from gamemodel.cli import group
from gamemodel.cli.command import Command
import click

@click.command("rules", cls=Command)
def command():
    {body}

import gamemodel.cli.rules as rules
rules.command = command
sys.exit(group.run(sys.argv[1:]))
"""


def run(body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(body=body), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_what_nobody_foresaw_is_one_line_and_says_how_to_see_more() -> None:
    done = run("raise ValueError('seven\\nlines')", "rules")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: ValueError: seven; this is a bug in gamemodel, not in your model (traceback: gamemodel --debug …)\n"
    )


def test_debug_shows_the_trace() -> None:
    done = run("raise ValueError('seven')", "--debug", "rules")
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert "ValueError: seven" in done.stderr


def test_an_interrupt_is_a_word_not_a_trace() -> None:
    done = run("raise KeyboardInterrupt", "rules")
    assert (done.returncode, done.stderr) == (2, "\nstopped\n")


def test_the_exit_code_is_what_the_command_returns() -> None:
    assert [run(f"return {code}", "rules").returncode for code in (0, 1, 2)] == [0, 1, 2]


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    program = PROGRAM.format(body="click.echo('line\\n' * 200000)")
    done = subprocess.run(
        ["/bin/bash", "-c", f"{sys.executable} -c '{program.replace(chr(39), chr(34))}' rules | head -n 1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.stdout, done.stderr) == ("line\n", "")
