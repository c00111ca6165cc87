"""What is found over a whole model: cases/*.txt hold the files and exactly what the checks that span stores find in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gamemodel import engine
from gamemodel.checks import CODES, check_all, waive
from gamemodel.checks.codes import SKIPPED, UNABLE
from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.model import Model
from gamemodel.source.codes import BAD_WAIVER, UNUSED_WAIVER
from gamemodel.source.files import read_files
from gamemodel.source.reader import read_model
from tests.unit.source.models import line

CASES = Path(__file__).parent / "cases"
OURS = {code.id for code in (*CODES, BAD_WAIVER, UNUSED_WAIVER)}


def base() -> dict[str, str]:
    """The files that every case begins with, from cases/base.txt."""
    return files_of((CASES / "base.txt").read_text(encoding="utf-8"))


def files_of(text: str) -> dict[str, str]:
    pieces = re.split(r"^--- (.+)\n", text, flags=re.MULTILINE)[1:]
    return {
        f"schema/{name}" if name.endswith(".yaml") else f"schema/entities/{name}.yaml": body
        for name, body in zip(pieces[::2], pieces[1::2], strict=True)
    }


def cases() -> list[tuple[str, dict[str, str], list[str]]]:
    found = []
    for path in sorted(CASES.glob("*.txt")):
        for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, body = part.partition("\n")
            text, _, findings = body.partition("--- findings\n")
            found.append((f"{path.stem}: {title}", files_of(text), [each for each in findings.splitlines() if each]))
    return found


def model_of(files: dict[str, str]) -> Model:
    reading = read_model({**base(), **files}, engine.get, engine.NAMES)
    assert reading.model is not None, [line(each) for each in reading.diagnostics]
    return reading.model


@pytest.mark.parametrize(("files", "findings"), [pytest.param(f, d, id=title) for title, f, d in cases()])
def test_exactly_these_findings(files: dict[str, str], findings: list[str]) -> None:
    found = check_all(model_of(files), engine.get)
    assert [line(each) for each in found if each.code in OURS] == findings


def test_every_code_is_seen_in_a_case_and_has_a_page() -> None:
    seen = {finding.split()[1] for _, _, findings in cases() for finding in findings}
    of_servers = {UNABLE.id, SKIPPED.id}
    assert seen >= OURS - of_servers
    assert [code.id for code in CODES if len(code.page) < 60] == []


def test_the_game_s_model_has_nothing_worse_than_notes() -> None:
    files, _ = read_files(Path(__file__).parents[3])
    model = read_model(files, engine.get, engine.NAMES).model
    assert model is not None
    assert [line(each) for each in check_all(model, engine.get) if each.severity > Severity.NOTE] == []


RANKING = """volume: {rows: 40M, writes: 50/s}
redis:
  keys:
    ranking: {serves: [top], key: "rank", type: zset, member: name, score: rating, ttl: none, readers: [game], writers: [game]}
"""


def test_what_the_engines_find_is_waived_like_the_rest() -> None:
    path = "schema/entities/players.yaml"
    players = (
        base()[path].replace("queries:\n", "queries:\n  top: {store: redis, order: {rating: desc}, limit: 9}\n")
        + RANKING
    )
    found = [each for each in check_all(model_of({path: players}), engine.get) if each.code == "GM372"]
    assert [str(each.span) for each in found] == [f"{path}:14:5"]
    waived = players.replace("writers: [game]}", "writers: [game], allow: {GM372: it is one ranking}}")
    assert not {each.code for each in check_all(model_of({path: waived}), engine.get)} & {"GM372", UNUSED_WAIVER.id}


def test_a_finding_without_a_place_is_not_waived() -> None:
    players = base()["schema/entities/players.yaml"] + "allow: {GM760: it is known}\n"
    model = model_of({"schema/entities/players.yaml": players})
    within = Diagnostic("GM760", "something", model.entity("players").field("name").span)
    elsewhere = Diagnostic("GM760", "something else", None)
    assert waive([within, elsewhere], model.waivers) == (elsewhere,)
    assert [each.code for each in check_all(model, engine.get)] == [UNUSED_WAIVER.id]
