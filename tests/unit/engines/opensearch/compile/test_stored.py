"""Which index holds each logical field."""

from __future__ import annotations

from gamemodel.engine import get


def test_where_each_field_lies() -> None:
    from tests.unit.engines.opensearch.models import model

    made = model()
    stored = get("opensearch").stored(made, made.topology.store("opensearch"))
    assert {each.field for each in stored} == {"id", "user_name", "amount", "price", "status", "attrs", "created_at"}
    assert {each.object for each in stored} == {"orders"}
