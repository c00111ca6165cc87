"""Types both ways, defaults in normal form, and which changes of a type lose values."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.dialect import values
from gamemodel.engines.mysql.dialect.type_change import effect
from gamemodel.engines.mysql.schema import Column
from gamemodel.model import Type


@pytest.mark.parametrize(
    ("logical", "physical"),
    [
        (Type("bool"), "tinyint(1)"), (Type("uint64"), "bigint unsigned"), (Type("int8"), "tinyint"),
        (Type("decimal", precision=15, scale=4), "decimal(15,4)"), (Type("string", length=64), "varchar(64)"),
        (Type("text", length=2000), "text"), (Type("text", length=16384), "mediumtext"), (Type("text"), "mediumtext"),
        (Type("text", length=5_000_000), "longtext"), (Type("bytes", length=20), "varbinary(20)"), (Type("blob"), "longblob"),
        (Type("uuid"), "binary(16)"), (Type("timestamp"), "datetime(3)"), (Type("time"), "time(6)"), (Type("inet"), "varbinary(16)"),
        (Type("vector", length=3), "vector(3)"), (Type("enum", name="status"), "tinyint"), (Type("duration"), "bigint"),
    ],
)  # fmt: skip
def test_each_logical_type_has_a_column_type_that_stands_for_it(logical: Type, physical: str) -> None:
    assert types.column_type(logical) == physical
    assert types.canonical(physical) == physical
    assert logical.kind in types.logical_kinds(physical)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("INTEGER UNSIGNED", "int unsigned"), ("int(11)", "int"), ("bool", "tinyint(1)"), ("numeric(5)", "decimal(5,0)"),
        ("double precision", "double"), ("char", "char(1)"), ("datetime(0)", "datetime"), ("enum('a', 'b''c')", "enum('a','b''c')"),
        ("int(5) zerofill", "int(5) unsigned zerofill"), ("character varying(3)", "varchar(3)"), ("bigint   unsigned", "bigint unsigned"),
    ],
)  # fmt: skip
def test_types_are_written_as_the_server_prints_them(written: str, canonical: str) -> None:
    assert types.canonical(written) == canonical


@pytest.mark.parametrize("text", ["txt", "varchar(3", "int; drop", "", "number(3)"])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a type"):
        types.canonical(text)


@pytest.mark.parametrize(
    ("written", "type_", "canonical"),
    [
        ("5", "decimal(15,4)", "5.0000"), ("-0", "decimal(5,2)", "0.00"), ("true", "tinyint(1)", "1"), ("it's", "varchar(9)", "'it''s'"),
        ("a\\b\n", "varchar(9)", "'a\\\\b\\n'"), ("1e10", "double", "10000000000"), ("0.5", "float", "0.5"),
        ("2026-01-31T12:00:00Z", "datetime(3)", "'2026-01-31 12:00:00.000'"), ("2026-01-31", "datetime", "'2026-01-31 00:00:00'"),
        ("12:30:00", "time(6)", "'12:30:00.000000'"), ("ab", "binary(4)", "0x61620000"), ("x", "text", "('x')"),
    ],
)  # fmt: skip
def test_literals_are_what_the_server_keeps(written: str, type_: str, canonical: str) -> None:
    assert values.literal(written, type_) == canonical


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
