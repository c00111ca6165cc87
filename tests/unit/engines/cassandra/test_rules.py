"""The reviewer's warnings about a difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gamemodel.change import Difference, Hints
from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.engine import get
from gamemodel.engines.cassandra.changes.columns import RenameColumn
from gamemodel.engines.cassandra.schema import Clustering, Column, Index, Keyspace, Schema, Table, View
from gamemodel.make import make, propose
from gamemodel.project import Project
from gamemodel.rules import Rule
from tests.changes.scenario import parse
from tests.unit.engines.cassandra.models import store

ENGINE = get("cassandra")
T = Table("t", (Column("a", "text"), Column("b", "timeuuid"), Column("c", "int")), ("a",), (Clustering("b"),))
OTHER = Table("u", (Column("a", "text"),), ("a",))


def schema(*tables: Table, views: tuple[View, ...] = ()) -> Schema:
    return Schema(Keyspace("game"), (), tables, views)


def with_options(**options: str) -> Schema:
    return schema(replace(T, options=tuple(sorted(options.items()))))


INDEXED = schema(replace(T, indexes=(Index("i", "c"),)))
CASES = {
    "GM213": (schema(T, OTHER), schema(T), "table u and its rows are lost"),
    "GM214": (schema(T), schema(replace(T, columns=T.columns[:2])), "the values of t.c are lost"),
    "GM503": (
        with_options(default_time_to_live="90"),
        with_options(default_time_to_live="60"),
        "shortened from 90 to 60 s",
    ),
    "GM702": (
        schema(T),
        with_options(compaction="{'class': 'UnifiedCompactionStrategy'}"),
        "compacted again on every node",
    ),
    "GM215": (schema(T), with_options(gc_grace_seconds="3600"), "t forgets deletes after 3600 s"),
    "GM700": (schema(T), INDEXED, "index i is built over all rows of t"),
    "GM701": (INDEXED, schema(replace(T, indexes=(Index("i", "c", "", "sai"),))), "until i is built again"),
    "GM217": (schema(T), schema(T, views=(View("v", "t", ("b",), (Clustering("a"),)),)), "view v may drift from t"),
}


@pytest.mark.parametrize("code", CASES)
def test_a_risk_is_told(code: str) -> None:
    old, new, said = CASES[code]
    found = {each.code: each for each in ENGINE.review(old, ENGINE.diff(old, new, Hints()), store())}
    assert said in found[code].message
    assert found[code].help
    assert found[code].severity is Severity.WARNING


def test_a_renamed_key_column_is_told() -> None:
    (found,) = ENGINE.review(schema(T), Difference((RenameColumn("game", "t", "a", "name"),)), store())
    assert (found.code, "t.a fail once it is name" in found.message) == ("GM216", True)


def test_a_new_table_has_nothing_to_warn_of() -> None:
    whole = schema(replace(T, indexes=(Index("i", "c"),)))
    assert ENGINE.review(Schema(), ENGINE.diff(Schema(), whole, Hints()), store()) == ()


def test_the_repair_interval_is_the_stores() -> None:
    change = ENGINE.diff(schema(T), with_options(gc_grace_seconds="200000"), Hints())
    assert ENGINE.review(schema(T), change, store()) == ()
    (found,) = ENGINE.review(schema(T), change, store(repair_interval=604_800))
    assert "repairs run every 604800 s" in found.message


def test_a_statement_that_the_flavour_refuses_is_an_error() -> None:
    old, new, _ = CASES["GM214"]
    found = ENGINE.review(old, ENGINE.diff(old, new, Hints()), store(flavour="keyspaces"))
    assert [each.code for each in found if each.is_error] == ["GM605"]
    assert ENGINE.review(Schema(), ENGINE.diff(Schema(), schema(T), Hints()), store(flavour="keyspaces")) == ()


def test_every_code_has_a_page_and_one_meaning() -> None:
    codes = ENGINE.codes()
    assert len({code.id for code in codes}) == len(codes)
    assert all(len(code.page) > 60 for code in codes)
    assert all(int(code.id[2:]) % 100 < 20 for code in codes)


def reviewed(root: Path, code: str) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings of a code about the pending change of Cassandra: before waivers, and after them."""
    (proposal,) = propose(Project(root), "cassandra")
    found = ([each for each in known if each.code == code] for known in (proposal.reviewed, proposal.findings))
    return next(found), next(found)


@pytest.mark.parametrize("rule", ENGINE.rules(), ids=lambda rule: str(rule.code.id))
def test_a_finding_is_waived_at_the_entity_it_points_at(rule: Rule[Schema], tmp_path: Path) -> None:
    case = parse(rule.code.id, f"An example.\n{rule.fails.strip()}\n-- nothing --\n")
    case.lay_out(tmp_path)
    make(Project(tmp_path), "before")
    case.edit(tmp_path)
    ((finding,), _) = reviewed(tmp_path, rule.code.id)
    assert finding.span is not None
    assert finding.span.file.startswith("schema/entities/")
    with (tmp_path / finding.span.file).open("a", encoding="utf-8") as file:
        file.write(f"allow: {{{rule.code.id}: agreed}}\n")
    ((_,), left) = reviewed(tmp_path, rule.code.id)
    assert left == []


def test_a_dropped_entity_is_waived_in_the_topology(tmp_path: Path) -> None:
    case = parse("dropped", "An example.\n-- delete schema/entities/chats.yaml --\n-- nothing --\n")
    case.lay_out(tmp_path)
    make(Project(tmp_path), "before")
    case.edit(tmp_path)
    with (tmp_path / "schema/topology.yaml").open("a", encoding="utf-8") as file:
        file.write("dropped: {chats: {allow: {GM213: archived}}}\n")
    ((finding,), left) = reviewed(tmp_path, "GM213")
    assert finding.span is not None
    assert finding.span.file == "schema/topology.yaml"
    assert left == []


def test_a_dropped_table_points_at_its_entity_whatever_its_name(tmp_path: Path) -> None:
    case = parse("dropped", "An example.\n-- delete schema/entities/purchases.yaml --\n-- nothing --\n")
    case.lay_out(tmp_path)
    entity = tmp_path / "schema/entities/chats.yaml"
    table, text = "    archive: {why: exports, partition: [room], cluster: {id: desc}}\n", entity.read_text("utf-8")
    entity.write_text(text.replace("opensearch:\n", f"{table}opensearch:\n", 1), "utf-8")
    make(Project(tmp_path), "before")
    entity.write_text(text, "utf-8")
    ((finding,), _) = reviewed(tmp_path, "GM213")
    assert finding.span is not None
    assert finding.span.file == "schema/entities/chats.yaml"
