"""Types both ways, defaults in normal form, and which changes of a type lose values."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql import types
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
