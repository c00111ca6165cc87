"""Types that MySQL accepts."""

from __future__ import annotations

from tests.unit.engines.mysql.models import codes, items


def test_flavours_differ() -> None:
    vector = "  v: vector(float32, 3)"
    assert codes(items(vector)) == []
    assert codes(items(vector), "mysql-8.4") == ["GM620"]
    assert codes(items(vector), "aurora-mysql-3") == ["GM620"]
    assert codes(items(vector, "  types: {v: json}"), "aurora-mysql-3") == []
