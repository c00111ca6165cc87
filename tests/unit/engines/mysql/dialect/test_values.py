"""Literals in canonical form."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.dialect import values


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
