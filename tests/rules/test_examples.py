"""Every code has an example with the finding and one without it. Both are tried here.

An example is a set of edits of the model in tests/changes/base, in the form of tests/changes. There are two more sections, for
what no model can show: `-- run --` holds commands, run in the checkout after its first revision; `-- server --` describes what
a live server answers and names the test that provokes it (`test: tests/servers/test_x.py::test_y`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gamemodel import engine
from gamemodel.codes import catalogue, documented
from gamemodel.make import propose
from gamemodel.project import Project
from tests.changes.scenario import Scenario, parse
from tests.cli.transcript import execute

ROOT = Path(__file__).parents[2]
CODES = [code.id for code in catalogue()]
KNOWN = {code.id: code for code in catalogue()}
OF_CHANGES = {rule.code.id for name in engine.NAMES for rule in engine.get(name).rules()}


def found_in(project: Project, *, change: bool) -> set[str]:
    """Codes of all findings in the checkout, with those about its pending changes."""
    found = {each.code for each in project.findings}
    if change and not any(each.is_error for each in project.findings):
        found |= {each.code for proposal in propose(project) for each in proposal.findings}
    return found


def judged(text: str, root: Path, code: str) -> set[str]:
    """The codes that an example provokes, tried in an empty folder."""
    change = code.startswith("GM2") or code in OF_CHANGES
    commands = re.search(r"(?m)^-- run --\n((?:.*\n?)*)\Z", text)
    case: Scenario = parse(code, f"An example.\n{text[: commands.start()] if commands else text}\n-- nothing --\n")
    if commands or change:
        case.make_first(root)
    else:
        case.lay_out(root)
    case.edit(root)
    if commands:
        output = "\n".join(execute(line, root) for line in commands[1].splitlines() if line.strip())
        return set(re.findall(r"GM\d{3}", output))
    return found_in(Project(root), change=change)


def seen_by_test(text: str, code: str) -> bool:
    """Whether the tests that an example of a live server names exist and name the code."""
    named = re.findall(r"(?m)^test: (\S+)::(\w+)$", text)
    assert named, "an example of a live server names the test that sees it: test: PATH::NAME"
    for path, name in named:
        body = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"def {name}\(", body), f"{path} has no {name}"
        assert code in body, f"{path} does not name {code}"
    return True


@pytest.mark.parametrize("code", CODES)
def test_the_failing_example_has_the_finding(code: str, tmp_path: Path) -> None:
    text = documented(KNOWN[code]).fails
    assert text, f"{code} has no failing example"
    if "-- server --" in text:
        assert seen_by_test(text, code)
    else:
        assert code in judged(text, tmp_path, code)


@pytest.mark.parametrize("code", CODES)
def test_the_passing_example_has_it_not(code: str, tmp_path: Path) -> None:
    text = documented(KNOWN[code]).passes
    assert text, f"{code} has no passing example"
    if "-- server --" not in text:
        assert code not in judged(text, tmp_path, code)


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_page(code: str) -> None:
    assert len(KNOWN[code].page.strip()) > 40
