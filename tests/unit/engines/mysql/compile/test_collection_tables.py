"""Collections become tables of their own, or JSON."""

from __future__ import annotations

from gamemodel.change import Hints
from gamemodel.engines.mysql.schema import Schema
from tests.unit.engines.mysql.models import ENGINE, compiled, items


def test_collections_become_child_tables() -> None:
    fields = (
        "  tags: {type: set<string(20)>, max_size: 5}\n"
        "  steps: {type: list<int32>, max_size: 3}\n"
        '  m: {type: "map<string(9),status>", max_size: 2}'
    )
    schema = compiled(items(fields)).schema
    assert [table.name for table in schema.tables] == ["items", "items_m", "items_steps", "items_tags"]
    tags, steps, states = (schema.require(f"items_{name}") for name in ("tags", "steps", "m"))
    assert tags.key_columns == ("id", "tags_value")
    assert steps.key_columns == ("id", "steps_position")
    assert [c.name for c in states.columns] == ["id", "m_key", "m_value"]
    assert states.checks[0].expression == "m_value IN (1, 2)"
    assert tags.foreign_keys[0].on_delete == "cascade"
    assert steps.checks[0].expression == "steps_position < 3"
    assert ENGINE.diff(Schema(), schema, Hints()).refusals == ()
    as_json = compiled(items(fields, "  types: {tags: json, steps: json, m: json}")).schema
    assert [table.name for table in as_json.tables] == ["items"]
