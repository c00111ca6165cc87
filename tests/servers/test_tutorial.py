"""The tutorials' blocks, typed as they stand, in an empty folder, on servers of their own."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from gamemodel.sandbox import Sandbox
from tests.cli.transcript import execute, pairs, written

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tutorial/daily-work.md")
BLOCK = r"(?ms)^```console\n(.*?)^```$"
VARYING = (
    (r"\b\d+(\.\d+)? (ms|s|min|h)\b", "<time>"),
    (r"\b(\d{4})_[0-9a-f]{8}\b", r"\1_<id>"),
    (r"\d{4}-\d\d-\d\d[ T][\d:.]+Z", "<when>"),
    (r"process \d+", "process <n>"),
    (r"127\.0\.\d+\.(\d+):\d+", r"127.0.<n>.\1:<port>"),
)


SIDE_BY_SIDE = r"(?m)(?:^\S+ \S+: \d{4} \d+/\d+  .*\n?)+|(?:^<when>  .*\n?)+"


def varied(text: str) -> str:
    """The text without what differs from run to run; lines about servers that worked side by side are sorted."""
    for pattern, word in VARYING:
        text = re.sub(pattern, word, text)
    text = re.sub(r"(?<=\S) {2,}", "  ", text)
    return re.sub(SIDE_BY_SIDE, lambda found: "\n".join(sorted(found[0].splitlines())) + "\n", text).strip("\n")


def agrees(expected: str, printed: str) -> bool:
    """`printed` is what the page says; a line `…` in the page stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"(?m)^…$", varied(expected))]
    return re.fullmatch(".*?".join(parts), varied(printed), re.DOTALL) is not None


@pytest.mark.parametrize("name", PAGES)
def test_every_block_does_what_the_page_says(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    folder = tmp_path / "shop"
    folder.mkdir()
    blocks = [pairs(block) for block in re.findall(BLOCK, page)]
    assert sum(len(block) for block in blocks) >= 8
    wrong, now = [], []
    try:
        for block in blocks:
            done = [(command, expected, execute(command, folder)) for command, expected in block]
            wrong += [(command, out) for command, expected, out in done if not agrees(expected, out)]
            now.append([(command, expected if agrees(expected, out) else out) for command, expected, out in done])
    finally:
        Sandbox(folder).down()
    if os.environ.get("GAMEMODEL_REWRITE"):
        fresh = iter(now)
        page = re.sub(BLOCK, lambda _: f"```console\n{written(next(fresh), '')}```", page)
        (ROOT / name).write_text(page, encoding="utf-8")
    else:
        assert wrong == []
