"""Every error of a model's text: cases/*.txt hold the files and exactly what is found in them, with place, code and cure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gamemodel.source.codes import CODES
from tests.unit.source.models import line, read

CASES = Path(__file__).parent / "cases"


def cases() -> list[tuple[str, dict[str, str], list[str]]]:
    """(title, files, findings) of each case: `=== title`, then `--- path` with a file's text, then `--- findings`."""
    found = []
    for path in sorted(CASES.glob("*.txt")):
        for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, body = part.partition("\n")
            pieces = re.split(r"^--- (.+)\n", body, flags=re.MULTILINE)[1:]
            texts = dict(zip(pieces[::2], pieces[1::2], strict=True))
            findings = [each for each in texts.pop("findings").splitlines() if each]
            found.append(
                (f"{path.stem}: {title}", {place(name): escaped(text) for name, text in texts.items()}, findings)
            )
    return found


def place(name: str) -> str:
    """`orders` is short for schema/entities/orders.yaml, `topology.yaml` for the file of that name."""
    if "/" in name:
        return name
    return f"schema/{name}" if "." in name else f"schema/entities/{name}.yaml"


def escaped(text: str) -> str:
    """Tabs and control characters, which nobody would see in a case, are written as ⇥ and ␀."""
    return text.replace("⇥", "\t").replace("␀", "\0")


@pytest.mark.parametrize(("files", "findings"), [pytest.param(f, d, id=title) for title, f, d in cases()])
def test_exactly_these_findings(files: dict[str, str], findings: list[str]) -> None:
    reading = read(files)
    assert [line(each) for each in reading.diagnostics] == findings
    assert (reading.model is None) == bool(findings)


def test_every_code_that_reading_has_is_seen_in_a_case() -> None:
    seen = {finding.split()[1] for _, _, findings in cases() for finding in findings}
    elsewhere = {"GM112"}  # an unused waiver is known only when everything was checked: tests/unit/checks
    assert {code.id for code in CODES} - elsewhere <= seen


def test_every_code_has_a_page() -> None:
    assert [code.id for code in CODES if len(code.page) < 40] == []
    assert len({code.id for code in CODES}) == len(CODES)
