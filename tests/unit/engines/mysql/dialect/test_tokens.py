"""Tokens of SQL expressions."""

from __future__ import annotations

from gamemodel.engines.mysql.dialect.expressions import canonical_list
from gamemodel.engines.mysql.dialect.tokens import identifiers


def test_identifiers_are_columns_not_functions_or_words() -> None:
    assert identifiers("lower(name) = 'amount' and `odd name` > 1 and price is null") == {"name", "odd name", "price"}
    assert canonical_list("`a`,`b`") == "a, b"
