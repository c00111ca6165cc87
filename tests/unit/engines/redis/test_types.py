"""Every logical type as text and back, and in the form that the table says."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import uuid
from decimal import Decimal
from typing import Any

import pytest

from gamemodel.engines.redis import types
from gamemodel.engines.redis.dialect.formats import value_regex
from gamemodel.model import Type
from gamemodel.model.types import LIMITS, SCALARS
from tests.strategies.redis_writer import CONVERTERS, from_text, to_text

MOMENT = dt.datetime(2026, 11, 21, 12, 30, 1, 234000, tzinfo=dt.UTC)
VALUES: tuple[tuple[str, Any, str], ...] = (
    ("bool", True, "1"),
    ("bool", False, "0"),
    ("float64", 0.1, "0.1"),
    ("float64", 1e300, "1e+300"),
    ("decimal", Decimal("12.3400"), "12.3400"),
    ("decimal", Decimal("1E+3"), "1000"),
    ("string", "a:b", "a:b"),
    ("bytes", b"\x00\xff", "\x00\udcff"),
    ("uuid", uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    ("timestamp", MOMENT, "1795264201234"),
    ("timestamp", dt.datetime(1000, 1, 1, tzinfo=dt.UTC), "-30610224000000"),
    ("date", dt.date(1000, 1, 2), "1000-01-02"),
    ("time", dt.time(1, 2, 3, 4), "01:02:03.000004"),
    ("duration", dt.timedelta(days=-1), "-86400000"),
    ("inet", ipaddress.ip_address("::1"), "::1"),
    ("json", {"b": [1, None]}, '{"b":[1,null]}'),
    ("enum", 3, "3"),
    ("list", ["a", "é"], '["a","é"]'),
    ("set", frozenset({"b", "a"}), '["a","b"]'),
    ("map", {"k": 1}, '{"k":1}'),
)


@pytest.mark.parametrize(("kind", "value", "text"), VALUES)
def test_a_value_is_written_and_read_back(kind: str, value: Any, text: str) -> None:
    type_ = Type(kind)
    assert to_text(type_, value) == text
    assert from_text(type_, text) == value
    regex = value_regex(types.form(type_))
    assert regex is None or re.fullmatch(regex, text)


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_the_ends_of_every_range(kind: str) -> None:
    for value in LIMITS[kind]:
        text = to_text(Type(kind), value)
        assert from_text(Type(kind), text) == value
        assert re.fullmatch(value_regex(types.form(Type(kind))) or "", text)


def test_the_table_has_every_kind() -> None:
    assert set(SCALARS) | {"enum", "parts", "list", "set", "map", "vector"} == set(types.TABLE)
    assert set(CONVERTERS) == set(types.TABLE)
