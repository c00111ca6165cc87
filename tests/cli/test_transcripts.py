"""Runs the scenarios of this folder: files inline, then commands with exactly what they print and how they exit.

`GAMEMODEL_REWRITE=1` writes what is printed now into the files instead; the diff is then what a reviewer reads.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
SCENARIOS = sorted(FOLDER.glob("*.txt"))


@dataclass(frozen=True, slots=True)
class Scenario:
    """The words before the first section, files by path, and the text after `-- transcript --`."""

    words: str
    files: tuple[tuple[str, str], ...]
    transcript: str


def parse(text: str) -> Scenario:
    head, *parts = re.split(r"(?m)^-- (\S+) --\n", text)
    sections = list(zip(parts[::2], parts[1::2], strict=True))
    assert sections, "a scenario has sections"
    assert sections[-1][0] == "transcript", "the last section is the transcript"
    return Scenario(head, tuple(sections[:-1]), sections[-1][1])


def commands(transcript: str) -> list[str]:
    """What stands after `$ ` in each command line; a line that ends in a backslash goes on in the next."""
    return re.findall(r"(?m)^\$ ((?:.*\\\n)*.*)$", transcript)


def run(scenario: Scenario, folder: Path) -> str:
    """The transcript as it is now: every command, its output (errors among it), and `[N]` where it exits with N."""
    for path, text in scenario.files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "110",
    }
    blocks = []
    for command in commands(scenario.transcript):
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        code = f"[{done.returncode}]\n" if done.returncode else ""
        blocks.append(f"$ {command}\n{done.stdout.replace(str(folder), '$FOLDER')}{code}")
    return "\n".join(blocks)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_transcript(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    scenario = parse(text)
    assert commands(scenario.transcript), "a scenario runs commands"
    folder = tmp_path / "game"
    folder.mkdir()
    printed = run(scenario, folder)
    if os.environ.get("GAMEMODEL_REWRITE"):
        path.write_text(text[: len(text) - len(scenario.transcript)] + printed, encoding="utf-8")
    else:
        assert printed == scenario.transcript


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 10
