"""Every code that the package names is in the catalogue, is listed by `rules` and is explained by `explain`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gamemodel.cli.group import main
from gamemodel.codes import catalogue, documented
from gamemodel.report.codes import SUBJECTS

ROOT = Path(__file__).parents[2]
KNOWN = {code.id: code for code in catalogue()}


def printed(*words: str) -> str:
    done = CliRunner().invoke(main, words, standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output


def test_every_code_that_the_package_names_is_known() -> None:
    named = {
        (code, str(path.relative_to(ROOT)))
        for path in (ROOT / "gamemodel").rglob("*.py")
        for code in re.findall(r"\bGM\d{3}\b", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 200
    assert sorted(each for each in named if each[0] not in KNOWN) == []


def test_rules_lists_every_code_once() -> None:
    assert sorted(re.findall(r"(?m)^  (GM\d{3}) ", printed("rules"))) == sorted(KNOWN)
    assert [each["id"] for each in json.loads(printed("rules", "--format", "json"))["codes"]] == sorted(KNOWN)


@pytest.mark.parametrize("id_", sorted(KNOWN))
def test_explain_prints_the_page_and_the_examples(id_: str) -> None:
    code, page = KNOWN[id_], printed("explain", id_)
    assert page.startswith(f"{id_} {code.title} ({code.severity.name.lower()}, {SUBJECTS[id_[2]]})")
    assert code.page.strip() in page
    for text in (documented(code).fails, documented(code).passes):
        assert all(line.strip() in page for line in text.splitlines())
