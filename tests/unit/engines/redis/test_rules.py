"""What the reviewer is told of a change has a place in the model, and can be waived there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import get
from gamemodel.make import make, propose
from gamemodel.project import Project
from gamemodel.rules import Rule
from tests.changes.scenario import parse

RULES = get("redis").rules()
ENTITY = "schema/entities/players.yaml"
TOPOLOGY = "schema/topology.yaml"
LOCKS = """\
-- file schema/entities/locks.yaml --
doc: Who may do something just now.
owner: team
home: redis
identity: [name]
volume: {rows: 1k}
fields: {name: string(32)}
redis:
  keys:
    lock: {why: one at a time, key: "lock:<name>", type: string, ttl: none, readers: [shop], writers: [shop]}
-- delete schema/entities/locks.yaml --
"""


def changed(text: str, root: Path) -> None:
    """A checkout with one revision, and the change of an example pending."""
    case = parse("example", f"An example.\n{text}\n-- nothing --\n")
    case.lay_out(root)
    make(Project(root), "before")
    case.edit(root)


def found(root: Path, code: str) -> list[Diagnostic]:
    return [each for proposal in propose(Project(root)) for each in proposal.findings if each.code == code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.id)
def test_a_finding_points_at_the_entity_and_is_waived_there(rule: Rule[object], tmp_path: Path) -> None:
    changed(rule.fails, tmp_path)
    first, *_ = found(tmp_path, rule.code.id)
    assert first.span is not None
    assert first.span.file == ENTITY
    with (tmp_path / ENTITY).open("a") as file:
        file.write(f"allow: {{{rule.code.id}: it is known}}\n")
    assert found(tmp_path, rule.code.id) == []


@pytest.mark.parametrize("code", ["GM273", "GM275"])
def test_what_is_found_of_an_entity_that_went_is_waived_at_dropped(code: str, tmp_path: Path) -> None:
    changed(LOCKS, tmp_path)
    topology = tmp_path / TOPOLOGY
    text = topology.read_text()
    topology.write_text(f"{text}dropped:\n  locks: {{}}\n")
    (before,) = found(tmp_path, code)
    assert before.span is not None
    assert (before.span.file, before.span.line) == (TOPOLOGY, len(text.splitlines()) + 2)
    topology.write_text(f"{text}dropped:\n  locks: {{allow: {{{code}: it is known}}}}\n")
    assert found(tmp_path, code) == []


def test_a_right_by_grant_points_at_the_grant(tmp_path: Path) -> None:
    grants = 'acl: managed, grants: {lobby: {commands: [publish], channels: ["game:news"]}}'
    changed("", tmp_path)
    topology = tmp_path / TOPOLOGY
    topology.write_text(topology.read_text().replace("acl: managed", grants))
    (told,) = found(tmp_path, "GM274")
    assert told.span is not None
    assert topology.read_text().splitlines()[told.span.line - 1][told.span.column - 1 :].startswith("lobby:")
    topology.write_text(topology.read_text().replace("[publish]", "[publish], allow: {GM274: news}"))
    assert found(tmp_path, "GM274") == []


def test_a_role_that_loses_all_its_rights_is_told_at_the_store(tmp_path: Path) -> None:
    line = "ttl: 15m, readers: [lobby], writers: [shop]}"
    changed("", tmp_path)
    entity = tmp_path / ENTITY
    entity.write_text(entity.read_text().replace(line, line.replace("lobby", "shop")))
    (told,) = [each for each in found(tmp_path, "GM275") if "every right" in each.message]
    assert told.span is not None
    assert told.span.file == TOPOLOGY
