"""Runs the scenarios of this folder: files inline, then commands with exactly what they print and how they exit.

`make golden` writes what is printed now into the files instead; the diff is then what a reviewer reads.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.cli.transcript import execute, pairs, written

SCENARIOS = sorted(Path(__file__).parent.glob("*.txt"))


def steady(output: str) -> str:
    """Without the identities of revisions, which follow from every byte of their statements."""
    return re.sub(r"\b(\d{4})_[0-9a-f]{8}\b", r"\1_<id>", output)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_transcript(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _, *parts = re.split(r"(?m)^-- (\S+) --\n", text)
    *files, (last, transcript) = zip(parts[::2], parts[1::2], strict=True)
    assert last == "transcript", "the last section is the transcript"
    folder = tmp_path / "game"
    folder.mkdir()
    for name, content in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    expected = pairs(transcript)
    assert expected, "a scenario runs commands"
    done = [(command, steady(execute(command, folder))) for command, _ in expected]
    if os.environ.get("GAMEMODEL_REWRITE"):
        path.write_text(text[: len(text) - len(transcript)] + written(done), encoding="utf-8")
    else:
        assert written(done) == written(expected)


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 10
