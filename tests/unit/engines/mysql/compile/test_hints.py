"""What the model says beyond the schema has a place in the model."""

from __future__ import annotations

from tests.unit.engines.mysql.models import compiled, items


def test_everything_that_is_made_for_a_field_points_at_the_field() -> None:
    fields = "  state: status\n  tags: {type: set<string(20)>, max_size: 5}"
    hints = compiled(items(fields, "  generated: {g: {type: int, as: state + 1}}")).hints
    lines = {subject: span.line for subject, span in hints.spans}
    assert lines["items.check:items_state_values"] == lines["items.state"]
    assert lines["items_tags"] == lines["items.state"] + 1
    assert lines["items.g"] > lines["items"]
