"""What the checker proves of a model for MySQL: each finding by the smallest model that has it."""

from __future__ import annotations

import pytest

from tests.unit.engines.mysql.models import codes, items

QUERY = "queries:\n  q: {store: mysql, %s}\n"


def with_query(fields: str, query: str, block: str = "") -> str:
    return items(fields, block).replace("mysql:\n  primary_key", QUERY % query + "mysql:\n  primary_key")


A = "  a: int32\n  b: timestamp\n  c: string(20)"


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("by: [a]", "on: [a]"),
        ("by: [a, c]", "on: [c, a]"),
        ("by: [a], range: b", "on: [a, b]"),
        ("by: [a], order: {b: desc}", "on: [a, {b: desc}]"),
        ("by: [a], order: {b: desc}", "on: [a, b]"),
        ("by: [a], range: b, order: {b: desc}", "on: [a, b]"),
        ("by: [a], order: {id: desc}", "on: [a]"),
        ("filter: [a]", "on: [a, b]"),
        ("by: [a], range: b", "unique: [a]"),
    ],
)
def test_a_query_is_served_by_the_beginning_of_an_index(query: str, index: str) -> None:
    assert codes(with_query(A, query, f"  indexes: {{i: {{serves: [q], {index}}}}}")) == []


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("by: [a]", "on: [b, a]"),
        ("by: [a, c]", "on: [a, b, c]"),
        ("by: [a], range: b", "on: [a, c, b]"),
        ("by: [a], order: {b: desc}", "on: [a, c]"),
        ("by: [a], range: c, order: {b: desc}", "on: [a, b, c]"),
        ("by: [c]", "on: [{c: {prefix: 3}}]"),
        ("by: [a]", "on: [a], invisible: true"),
    ],
)
def test_an_index_that_does_not_serve_what_it_names(query: str, index: str) -> None:
    assert "GM321" in codes(with_query(A, query, f"  indexes: {{i: {{serves: [q], {index}}}}}"))


def test_a_query_needs_an_index_and_the_primary_key_is_one() -> None:
    assert codes(with_query(A, "by: [a]")) == ["GM320"]
    assert codes(with_query(A, "by: [id], one: true")) == []
    assert codes(with_query(A, "by: [a]", "  indexes: {i: {on: [a], why: a job reads it}}")) == ["GM320"]


def test_an_index_serves_or_says_why() -> None:
    assert codes(items(A, "  indexes: {i: {on: [a]}}")) == ["GM322"]
    assert codes(items(A, "  indexes: {i: {on: [a], why: a job reads it}}")) == []
    assert codes(items(A, "  indexes: {i: {unique: [a]}}")) == []


@pytest.mark.parametrize(
    ("fields", "block", "code"),
    [
        ("  s: string(769)", "  indexes: {i: {unique: [s]}}", "GM324"),
        ("  s: string(16000)\n  t: string(400)", "", "GM323"),
        ("  s: text(100)", "  indexes: {i: {unique: [s]}}", "GM626"),
        ("  j: json", "  indexes: {i: {unique: [j]}}", "GM626"),
        ("  a: int32", "  indexes: {i: {unique: [{a: {prefix: 3}}]}}", "GM626"),
        ("  a: int32", "  indexes: {i: {fulltext: [a], why: x}}", "GM626"),
        ("  a: int32", "  indexes: {i: {serves: []}}", "GM626"),
        ("  price: float64", "", "GM623"),
        ("  a: int32", "  types: {a: smallint}", "GM622"),
        ("  a: int32", "  types: {a: number}", "GM622"),
        ("  s: string(20)", "  types: {s: varchar(10)}", "GM622"),
        ("  s: string(20)", "  charset: klingon", "GM630"),
        ("  s: string(20)", "  columns: {s: {charset: ascii, collation: utf8mb4_bin}}", "GM630"),
        ("  a: int32", "  checks: {k: 'a > 0; drop table x'}", "GM225"),
        ("  a: int32", "  checks: {k: '1 = 1'}", "GM225"),
        ("  a: int32", "  options: {colour: red}", "GM627"),
        ("  a: int32", "  types: {zz: int}", "GM629"),
        ("  a: int32", "  partitioning: {hash: a, count: 4}", "GM625"),
        ("  a: int32", "  partitioning: {hash: a}", "GM625"),
        ("  a: int32", "  partitioning: {hash: a, key: [id], count: 4}", "GM625"),
        ("  l: {type: list<list<int32>>, max_size: 3}", "", "GM631"),
        ("  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: int32", f"  indexes: {{{'i' * 64}: {{unique: [id]}}}}", ""),
        ("  a: int32", "  columns: {a: {default: 'x y'}}", "GM632"),
    ],
)
def test_what_mysql_does_not_take(fields: str, block: str, code: str) -> None:
    found = codes(items(fields, block))
    assert (code in found) if code else found == []


def test_flavours_differ() -> None:
    vector = "  v: vector(float32, 3)"
    assert codes(items(vector)) == []
    assert codes(items(vector), "mysql-8.4") == ["GM620"]
    assert codes(items(vector), "aurora-mysql-3") == ["GM620"]
    assert codes(items(vector, "  types: {v: json}"), "aurora-mysql-3") == []


OTHER = "identity: [id]\nfields:\n  id: uuid\n  n: int32\n  item: {ref: items.id, on_delete: %s}\nmysql: {%s}\n"


def test_foreign_keys_need_what_they_need() -> None:
    assert codes(items(), other=OTHER % ("cascade", "")) == []
    assert codes(items("", "  partitioning: {key: [id], count: 2}"), other=OTHER % ("cascade", "")) == [
        "GM624",
        "GM625",
    ]
    assert codes(items(), other=OTHER % ("set-null", "")) == ["GM624"]
    assert codes(items("", "  types: {id: char(36)}"), other=OTHER % ("restrict", "")) == ["GM624"]


def test_names_of_checks_are_unique_in_the_database() -> None:
    other = "identity: [id]\nfields:\n  id: uuid\n  a: int32\nmysql: {checks: {k: a > 0}}\n"
    assert codes(items("  a: int32", "  checks: {k: a > 0}"), other=other) == ["GM621"]
    assert codes(items(), other=OTHER % ("restrict", "table: items")) == ["GM621", "GM624"] or codes(
        items(), other=OTHER % ("restrict", "table: items")
    ) == ["GM621"]
