"""The README's five minutes, typed as they stand, in an empty folder, on servers of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from gamemodel.sandbox import Sandbox
from tests.cli.test_transcripts import Scenario, run

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tutorial/daily-work.md")
VARYING = (
    (r"\b\d+(\.\d+)? (s|min|h)\b", "<time>"),
    (r"\b(\d{4})_[0-9a-f]{8}\b", r"\1_<id>"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", "<when>"),
    (r"process \d+", "process <n>"),
    (r"127\.0\.\d+\.(\d+):\d+", r"127.0.<n>.\1:<port>"),
    (r"\bby \S+", "by <who>"),
)


def blocks(page: str) -> str:
    """All console blocks of a page, one after the other."""
    return "\n".join(re.findall(r"(?ms)^```console\n(.*?)^```$", page))


def varied(text: str) -> str:
    """The text without what differs from run to run, and without trailing blanks and doubled gaps."""
    for pattern, word in VARYING:
        text = re.sub(pattern, word, text)
    return re.sub(r"(?<=\S) {2,}", "  ", text)


@pytest.mark.parametrize("name", PAGES)
def test_every_block_does_what_the_page_says(name: str, tmp_path: Path) -> None:
    expected = blocks((ROOT / name).read_text(encoding="utf-8"))
    assert expected.count("$ gamemodel") >= 8
    folder = tmp_path / "shop"
    folder.mkdir()
    try:
        printed = run(Scenario("", (), expected), folder)
    finally:
        Sandbox(folder).down()
        shutil.rmtree(folder / ".gamemodel", ignore_errors=True)
    assert varied(printed) == varied(expected)
