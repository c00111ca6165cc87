"""Every finding about a change points into the model, and is waived where it points."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamemodel.diagnostics import Diagnostic
from gamemodel.make import make, propose
from gamemodel.project import Project
from tests.changes.scenario import parse
from tests.unit.engines.mysql.models import ENGINE

RULES = {rule.code.id: rule for rule in ENGINE.rules()}


def findings(root: Path, code: str) -> list[Diagnostic]:
    return [each for one in propose(Project(root)) for each in one.findings if each.code == code]


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_finding_has_a_place_where_it_is_waived(code: str, tmp_path: Path) -> None:
    case = parse(code, f"An example.\n{RULES[code].fails}\n-- nothing --\n")
    case.lay_out(tmp_path)
    make(Project(tmp_path), "before")
    case.edit(tmp_path)
    found = findings(tmp_path, code)
    assert found
    for each in found:
        assert each.span is not None
        file = tmp_path / each.span.file
        text = file.read_text(encoding="utf-8")
        assert each.span.line <= text.count("\n")
        if each.span.file.startswith("schema/entities/"):
            file.write_text(f"allow: {{{code}: measured on a copy}}\n{text}", encoding="utf-8")
        else:
            waived = f"dropped: {{purchases: {{allow: {{{code}: archived}}}}}}\n"
            file.write_text(text + waived, encoding="utf-8")
    assert findings(tmp_path, code) == []
