"""The binder: a dataclass is the declaration, every error is reported with its place, and the JSON Schema says the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from gamemodel.diagnostics import Span
from gamemodel.source.bind import bind, bind_value
from gamemodel.source.declaration import KEYED
from gamemodel.source.json_schema import json_schema
from gamemodel.source.node import Node
from gamemodel.source.quantities import (
    Bytes,
    Count,
    FieldName,
    Millis,
    Name,
    Percent,
    Positive,
    Rate,
    RoleName,
    Seconds,
    SecondsOrNone,
)
from gamemodel.source.report import Report
from gamemodel.source.scope import EMPTY, Scope
from gamemodel.source.yaml import read_yaml
from tests.unit.source.models import line

SCOPE = Scope(fields=("id", "name"), roles=("game",))


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or the bucket of one: `month(id)`."""

    field: str
    bucket: str = ""

    @classmethod
    def bind_node(cls, node: Node, report: Report, scope: Scope) -> Part | None:
        bucket, _, inner = node.text.rstrip(")").rpartition("(")
        name = bind_value(Node("scalar", node.span, inner), FieldName, report, scope)
        return cls(name, bucket) if name else None


@dataclass(frozen=True, slots=True)
class Table:
    name: Name = field(metadata=KEYED)
    partition: tuple[Part, ...] = field(metadata={"doc": "The partition key."})
    cluster: tuple[tuple[FieldName, Literal["asc", "desc"]], ...] = ()
    ttl: SecondsOrNone = None
    pick: bool | Literal["all"] | tuple[FieldName, ...] = False
    range_: FieldName = ""
    copied_from: str = field(default="", metadata={"key": "from"})
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """Holds itself."""

    leaves: int = 0
    below: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    tables: tuple[Table, ...] = ()
    raw: Node | None = None
    tree: Tree | None = None
    readers: tuple[RoleName, ...] = ()


def read(text: str, cls: type[Any] = Block, scope: Scope = SCOPE) -> tuple[Any, list[str], Report]:
    report = Report()
    node = read_yaml(text, "x.yaml", report)
    assert node is not None
    value = bind(node, cls, report, scope)
    return value, [line(each) for each in report.found], report


def test_a_mapping_becomes_the_dataclass() -> None:
    value, found, _ = read(
        "tables:\n"
        "  users: {partition: [month(id), name], cluster: {name: asc, id: desc}, ttl: 30d, pick: [id], range: id, from: old}\n"
        "  others: {partition: [id], ttl: none, pick: all}\n"
        "raw: {anything: [1, 2]}\n"
        "tree: {leaves: 1, below: [{leaves: 2, below: [{leaves: 3}]}]}\n"
    )
    assert found == []
    assert value.tables == (
        Table(
            "users",
            (Part("id", "month"), Part("name")),
            (("name", "asc"), ("id", "desc")),
            2_592_000,
            ("id",),
            "id",
            "old",
        ),
        Table("others", (Part("id"),), pick="all"),
    )
    assert value.raw.get("anything").items[1].text == "2"
    assert value.tree == Tree(1, (Tree(2, (Tree(3),)),))
    assert str(value.tables[1].span) == "x.yaml:3:3"


def test_all_errors_at_once() -> None:
    value, found, _ = read(
        "tables:\n"
        "  Users: {partition: [month(ident)], cluster: {id: down}, ttl: 30, pick: al}\n"
        "  users: {clutser: {}, pick: [nme]}\n"
        "tree: [1]\n"
        "readers: [gmae]\n"
        "more: 1\n"
    )
    assert value is None
    assert found == [
        "x.yaml:2:3 GM109 expected a name of lowercase letters, digits and _ (at most 64) that begins with a letter, found 'Users'",
        "x.yaml:2:23 GM110 unknown field 'ident'; known: id, name",
        "x.yaml:2:52 GM109 expected asc or desc, found 'down'",
        "x.yaml:2:64 GM109 expected a duration such as 30s, 15m, 24h, 365d or 1y, or none, found '30'",
        "x.yaml:2:74 GM109 expected true or false, or all, found 'al'; did you mean 'all'?",
        "x.yaml:3:11 GM106 unknown key 'clutser'; did you mean 'cluster'?",
        "x.yaml:3:31 GM110 unknown field 'nme'; did you mean 'name'?",
        "x.yaml:3:3 GM107 'users' lacks partition",
        "x.yaml:4:7 GM108 expected a mapping (leaves, below), found a list",
        "x.yaml:5:11 GM110 unknown role 'gmae'; did you mean 'game'?",
        "x.yaml:6:1 GM106 unknown key 'more'; known keys: tables, raw, tree, readers",
    ]


def test_names_are_not_checked_where_they_are_not_known() -> None:
    value, found, _ = read("tables: {a: {partition: [whatever]}}", scope=EMPTY)
    assert found == []
    assert value.tables[0].partition == (Part("whatever"),)


def test_a_waiver_is_taken_from_any_mapping_and_begins_at_its_key() -> None:
    _, found, report = read(
        "allow: {GM301: all of it}\ntables:\n  allow: {GM302: the tables}\n  a: {partition: [id], allow: {GM303: this one}}\n"
    )
    assert found == []
    assert [(each.code, each.reason, each.span.line, each.span.column) for each in report.waivers] == [
        ("GM301", "all of it", 1, 1),
        ("GM302", "the tables", 2, 1),
        ("GM303", "this one", 4, 3),
    ]


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (Seconds, "30m", 1800), (Seconds, "0", 0), (Seconds, "1.5h", 5400), (Seconds, "2w", 1_209_600), (Seconds, "1y", 31_536_000),
        (SecondsOrNone, "none", None), (Millis, "5ms", 5.0), (Millis, "1s", 1000.0), (Millis, "500us", 0.5),
        (Bytes, "180", 180), (Bytes, "30gb", 30 * 2**30), (Bytes, "1.5KB", 1536), (Count, "40M", 4e7), (Count, "19G", 19e9),
        (Rate, "4k/s", 4000.0), (Rate, "60/m", 1.0), (Percent, "10%", 0.1), (Percent, "0%", 0.0), (Positive, "7", 7), (bool, "true", True),
        (int, "-12", -12), (float, "0.25", 0.25), (str, "no", "no"),
    ],
)  # fmt: skip
def test_words(annotation: Any, text: str, value: object) -> None:
    report = Report()
    assert bind_value(Node("scalar", Span("x", 1, 1), text), annotation, report) == value
    assert report.found == []


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (Seconds, "30"), (Seconds, "forever"), (Seconds, "1.5s"), (Seconds, "-3s"), (Seconds, "3 s"), (SecondsOrNone, "forever"), (Millis, "5"),
        (Bytes, "3xb"), (Bytes, "0.5b"), (Count, "40m"), (Count, "1e6"), (Rate, "4k"), (Rate, "4/fortnight"), (Percent, "10"),
        (Percent, "110%"), (Percent, "nan%"), (Positive, "0"), (Positive, "1.0"), (bool, "yes"), (bool, "True"), (int, "1_000"), (int, "x"),
        (float, "nan"), (float, "1e3"), (str, ""), (Name, "Users"), (Name, "a" * 65), (Name, "a-b"),
    ],
)  # fmt: skip
def test_words_that_are_none(annotation: Any, text: str) -> None:
    report = Report()
    assert bind_value(Node("scalar", Span("x", 1, 1), text), annotation, report) is None
    assert len(report.found) == 1


def test_quoted_true_is_a_text() -> None:
    report = Report()
    assert bind_value(Node("scalar", Span("x", 1, 1), "true", quoted=True), bool, report) is None


def test_the_schema_says_what_the_binder_reads() -> None:
    schema = json_schema(Block, SCOPE)
    assert schema["additionalProperties"] is False
    table = schema["properties"]["tables"]["additionalProperties"]
    assert table["required"] == ["partition"]
    assert set(table["properties"]) == {"partition", "cluster", "ttl", "pick", "range", "from", "allow"}
    assert table["properties"]["partition"]["description"] == "The partition key."
    assert table["properties"]["pick"] == {
        "anyOf": [{"type": "boolean"}, {"enum": ["all"]}, {"type": "array", "items": {"enum": ["id", "name"]}}]
    }
    assert schema["properties"]["readers"]["items"] == {"enum": ["game"]}
