"""Which changes of a type lose values."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.dialect.type_change import effect
from gamemodel.engines.mysql.schema import Column


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("int", "bigint", "widens"), ("bigint", "int", "loses"), ("int", "int unsigned", "loses"), ("int unsigned", "bigint", "widens"),
        ("varchar(20)", "varchar(64)", "widens"), ("varchar(64)", "varchar(20)", "loses"), ("varchar(20)", "text", "widens"),
        ("text", "varchar(65000)", "loses"), ("decimal(10,2)", "decimal(12,3)", "widens"), ("decimal(10,2)", "decimal(10,3)", "loses"),
        ("datetime", "datetime(3)", "widens"), ("datetime(3)", "datetime", "loses"), ("enum('a')", "enum('a','b')", "widens"),
        ("enum('a','b')", "enum('b','a')", "loses"), ("json", "longtext", "loses"), ("float", "double", "widens"),
        ("double", "float", "loses"), ("binary(16)", "varbinary(20)", "widens"), ("varbinary(20)", "binary(20)", "loses"),
        ("int", "varchar(20)", "loses"), ("int", "decimal(12,0)", "widens"), ("bigint", "decimal(12,0)", "loses"),
        ("char(5)", "varchar(5)", "widens"), ("varchar(5)", "char(5)", "loses"), ("date", "datetime(3)", "widens"),
    ],
)  # fmt: skip
def test_narrowing_is_told_from_widening(old: str, new: str, expected: str) -> None:
    assert effect(Column("c", old), Column("c", new))[0] == expected


def test_a_smaller_character_set_loses() -> None:
    wide, narrow = Column("c", "varchar(9)", collation="utf8mb4_bin"), Column("c", "varchar(9)", collation="latin1_bin")
    assert effect(wide, narrow)[0] == "loses"
    assert effect(narrow, wide)[0] == "same"
