"""Waivers of findings about changes: each accepts what lies within its mapping while the change is pending, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gamemodel.diagnostics import Severity
from gamemodel.make import check, make, propose
from gamemodel.project import Project
from tests.changes.scenario import parse

ENTITY = "schema/entities/players.yaml"
GONE = """-- delete schema/entities/purchases.yaml --
-- edit schema/topology.yaml --
 roles: [lobby, shop]
+dropped: DROPPED
"""


def edited(root: Path, edits: str) -> Project:
    """The base model with its first revision, and these edits pending."""
    case = parse("", f"A change.\n{edits}\n-- nothing --\n")
    case.make_first(root)
    case.edit(root)
    return Project(root)


def required(root: Path, field: str = "", table: str = "", entity: str = "") -> Project:
    """A field becomes required, with waivers of these codes at the field, at the table's block and at the entity."""

    def allow(code: str) -> str:
        return f"allow: {{{code}: it is known}}"

    edits = f"-- edit {ENTITY} --\n-  email?:    string(64)\n"
    edits += f"+  email:     {{type: string(64), fill: \"'none'\"{', ' + allow(field) if field else ''}}}\n"
    edits += f"@@\n mysql:\n+  {allow(table)}\n" if table else ""
    edits += f"@@\n owner: team\n+{allow(entity)}\n" if entity else ""
    return edited(root, edits)


def found(project: Project) -> list[str]:
    return sorted(each.code for proposal in propose(project) for each in proposal.findings)


def problems(project: Project) -> list[str]:
    """What `check` says of waivers and drops: severity, code and place."""
    codes = ("GM110", "GM111", "GM112", "GM282")
    return [f"{each.severity.name} {each.code} {each.span}" for each in check(project) if each.code in codes]


def test_without_a_waiver_both_are_found(tmp_path: Path) -> None:
    assert found(required(tmp_path)) == ["GM234", "GM721"]


def test_at_the_field_it_waives_its_code_there(tmp_path: Path) -> None:
    project = required(tmp_path, field="GM234")
    assert found(project) == ["GM721"]
    assert problems(project) == []


def test_at_the_entity_it_waives_its_code_in_the_whole_file(tmp_path: Path) -> None:
    project = required(tmp_path, entity="GM721")
    assert found(project) == ["GM234"]
    assert problems(project) == []


def test_at_the_table_it_waives_what_is_found_there_only(tmp_path: Path) -> None:
    project = required(tmp_path, table="GM234")
    assert found(project) == ["GM234", "GM721"]
    assert problems(project) == [f"NOTE GM112 {ENTITY}:19:11"]


def test_what_left_a_table_is_waived_at_the_table(tmp_path: Path) -> None:
    dropped = f"-- edit {ENTITY} --\n-  email?:    string(64)\n@@\n mysql:\n+  ALLOW\n"
    assert found(edited(tmp_path, dropped.replace("ALLOW", "# nothing"))) == ["GM214", "GM228"]
    project = edited(tmp_path, dropped.replace("ALLOW", "allow: {GM228: nobody reads it}"))
    assert found(project) == ["GM214"]
    assert problems(project) == []


def test_one_table_of_many_waives_for_itself(tmp_path: Path) -> None:
    table = "    players: {serves: [by_name], partition: [name], cluster: {id: asc}"
    edits = f"-- edit {ENTITY} --\n-  email?:    string(64)\n@@\n-{table}}}\n+{table}, allow: {{GM214: nobody reads it}}}}\n"
    project = edited(tmp_path, edits)
    assert found(project) == ["GM228"]
    assert problems(project) == []


def test_what_concerns_the_whole_store_is_waived_at_the_store(tmp_path: Path) -> None:
    family = '    profile: {serves: [profile], key: "player:<id>", type: hash, fields: [name, rank], ttl: 15m, readers: [%s], writers: [shop]}'
    readers = f"-- edit {ENTITY} --\n-{family % 'lobby'}\n+{family % 'shop'}\n"
    assert "GM275" in found(edited(tmp_path, readers))
    topology = tmp_path / "schema" / "topology.yaml"
    topology.write_text(
        topology.read_text().replace("acl: managed}", "acl: managed, allow: {GM275: the lobby asks the shop}}")
    )
    assert "GM275" not in found(Project(tmp_path))
    assert problems(Project(tmp_path)) == []


def test_what_lost_its_file_is_waived_under_dropped(tmp_path: Path) -> None:
    assert found(edited(tmp_path, GONE.replace("DROPPED", "[purchases]"))) == ["GM227"]
    project = edited(tmp_path, GONE.replace("DROPPED", "{purchases: {allow: {GM227: it moved}}}"))
    assert found(project) == []
    assert problems(project) == []


def test_once_the_change_is_made_the_waiver_is_a_note(tmp_path: Path) -> None:
    make(required(tmp_path, field="GM234"), "required")
    project = Project(tmp_path)
    assert problems(project) == [f"NOTE GM112 {ENTITY}:11:57"]
    assert all(each.severity is Severity.NOTE for each in check(project))


def test_once_an_entity_is_gone_its_drop_and_the_waiver_are_notes(tmp_path: Path) -> None:
    make(edited(tmp_path, GONE.replace("DROPPED", "{purchases: {allow: {GM227: it moved}}}")), "gone")
    topology = "schema/topology.yaml"
    assert problems(Project(tmp_path)) == [f"NOTE GM112 {topology}:12:11", f"NOTE GM112 {topology}:12:31"]


def test_a_dropped_entity_that_stands_or_that_never_was_is_an_error(tmp_path: Path) -> None:
    topology = tmp_path / "schema" / "topology.yaml"
    project = edited(tmp_path, GONE.replace("DROPPED", "[purchasse]"))
    (wrong,) = (each for each in check(project) if each.code == "GM110")
    assert (str(wrong.span), wrong.help) == ("schema/topology.yaml:12:11", "did you mean 'purchases'?")
    topology.write_text(topology.read_text().replace("purchasse", "players"))
    assert problems(Project(tmp_path)) == ["ERROR GM282 schema/topology.yaml:12:11"]


REFUSED = f"""-- edit {ENTITY} --
-  coins:     {{type: int32, default: 0}}
+  coins:     {{type: int16, default: 0, allow: {{GM220: WHY}}}}
"""


def test_a_refusal_is_not_waived_and_the_waiver_is_told_so(tmp_path: Path) -> None:
    project = edited(tmp_path, REFUSED.replace("WHY", "small numbers only"))
    assert "GM220" in found(project)
    (told,) = (each for each in check(project) if each.code == "GM112")
    assert told.severity is Severity.WARNING
    assert (str(told.span), told.message) == (f"{ENTITY}:10:48", "GM220 stops a change and cannot be waived")


def test_a_code_that_is_none_is_an_error(tmp_path: Path) -> None:
    assert problems(required(tmp_path, field="GM299")) == [f"ERROR GM111 {ENTITY}:11:57"]


@pytest.mark.parametrize("command", ["check", "diff"])
def test_findings_about_pending_changes_stand_on_their_line(tmp_path: Path, command: str) -> None:
    from tests.cli.transcript import execute

    required(tmp_path)
    printed = execute(f"gamemodel {command} --format github", tmp_path)
    assert f"::warning file={ENTITY},line=11,endLine=11,col=3,endColumn=48,title=GM234::players.email" in printed
