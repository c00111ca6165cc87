"""What the checker proves of a model for MySQL: each finding by the smallest model that has it."""

from __future__ import annotations

import pytest

from tests.unit.engines.mysql.models import codes, items


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
