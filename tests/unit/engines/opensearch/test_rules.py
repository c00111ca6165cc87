"""Findings about changes point at a line of the model, and `allow:` waives them there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import get
from gamemodel.make import make, propose
from gamemodel.project import Project
from gamemodel.rules import Rule
from tests.changes.scenario import parse

CHATS = "schema/entities/chats.yaml"


def changed(root: Path, edits: str) -> None:
    """A checkout with one revision and pending edits."""
    case = parse("a rule", f"An example.\n{edits.strip()}\n-- nothing --\n")
    case.lay_out(root)
    make(Project(root), "before")
    case.edit(root)


def findings(root: Path, code: str) -> list[Diagnostic]:
    return [found for proposal in propose(Project(root)) for found in proposal.findings if found.code == code]


@pytest.mark.parametrize("rule", get("opensearch").rules(), ids=lambda rule: rule.code.id)
def test_a_finding_is_waived_at_its_entity(rule: Rule[object], tmp_path: Path) -> None:
    changed(tmp_path, rule.fails)
    found = findings(tmp_path, rule.code.id)
    assert found
    (file,) = {each.span.file for each in found if each.span}
    assert all(each.span for each in found)
    assert file.startswith("schema/entities/")
    with (tmp_path / file).open("a", encoding="utf-8") as entity:
        entity.write(f"allow: {{{rule.code.id}: accepted}}\n")
    assert findings(tmp_path, rule.code.id) == []


def test_the_deletion_of_an_entity_is_waived_where_it_is_declared(tmp_path: Path) -> None:
    changed(tmp_path, f"-- delete {CHATS} --")
    dropped = "dropped:\n  chats: {allow: {GM213: archived, GM250: archived}}\n"
    with (tmp_path / "schema/topology.yaml").open("a", encoding="utf-8") as topology:
        topology.write(dropped.replace("allow: {GM213: archived, GM250: archived}", ""))
    (found,) = findings(tmp_path, "GM250")
    assert found.span is not None
    line = (tmp_path / found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    assert line.strip().startswith("chats:")
    text = (tmp_path / "schema/topology.yaml").read_text(encoding="utf-8")
    (tmp_path / "schema/topology.yaml").write_text(
        text.replace("  chats: {}", dropped.splitlines()[1]), encoding="utf-8"
    )
    assert findings(tmp_path, "GM250") == []


DROPPED = """
-- edit schema/entities/players.yaml --
-  fields: [id, name, rank, coins, joined_at]
+  fields: [id, name, rank, joined_at]
"""
WIDER = """
-- edit schema/entities/players.yaml --
-  coins:     {type: int32, default: 0}
+  coins:     {type: int64, default: 0}
"""


@pytest.mark.parametrize(("edits", "words"), [(DROPPED, "opensearch:"), (WIDER, "coins:")])
def test_a_finding_about_a_field_points_at_the_field_or_the_block(edits: str, words: str, tmp_path: Path) -> None:
    changed(tmp_path, edits)
    (found,) = [*findings(tmp_path, "GM247"), *findings(tmp_path, "GM248")]
    assert found.span is not None
    lines = (tmp_path / found.span.file).read_text(encoding="utf-8").splitlines()
    assert any(words in line for line in lines[found.span.line - 2 : found.span.line])
