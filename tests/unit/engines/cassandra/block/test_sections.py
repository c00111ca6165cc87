"""The entity's block and the store's keys, as people write them."""

from __future__ import annotations

import pytest

from gamemodel.engine import get
from tests.unit.engines.cassandra.models import compiled, read

BASE = """
identity: [id]
volume: {rows: 1M, writes: 1/s, per: {owner: 60/d}}
fields: {id: {type: timeuuid, default: now}, owner: handle, at: timestamp, price: money, tags?: {type: "set<string(8)>", max_size: 9}}
queries: {of_owner: {store: cassandra, by: [owner], order: {id: desc}}}
"""


def entity(table: str, block: str = "") -> dict[str, str]:
    return {"things": f"{BASE}\ncassandra:\n  tables:\n    things: {{{table}}}\n{block}retention: {{cassandra: 30d}}\n"}


@pytest.mark.parametrize(
    ("table", "message", "help"),
    [
        ("partition: [ownr]", "unknown field 'ownr'", "did you mean 'owner'?"),
        ("partition: [month(ids)]", "unknown field 'ids'", "did you mean 'id'?"),
        ("partition: [owner], cluster: {id: down}", "expected asc or desc, found 'down'", ""),
        ("partition: [owner], serves: [of_ownr]", "unknown query 'of_ownr'", "did you mean 'of_owner'?"),
        ("partition: [owner], option: {}", "unknown key 'option'", "did you mean 'options'?"),
        ("partition: [owner], options: {gc_grace: 5}", "expected a duration", ""),
        ("partition: [owner], options: {cdc: true}", "unknown key 'cdc'", ""),
        ("serves: [of_owner]", "'things' lacks partition", ""),
    ],
)
def test_faults_have_a_place_and_a_cure(table: str, message: str, help: str) -> None:
    found = [each for each in read(entity(table))[1] if each.is_error]
    assert len(found) == 1, found
    assert message in found[0].message
    assert help in found[0].help
    assert found[0].span is not None
    assert found[0].span.line == 12 or found[0].span.file.endswith("things.yaml")


def test_a_type_that_is_none_is_found_where_it_stands() -> None:
    found = read(entity("partition: [owner]", "  types: {price: 'frozen<list'}\n"))[1]
    assert [each.message for each in found if each.is_error] == [
        "'frozen<list' ends too early"
    ] or "'frozen<list'" in found[0].message


def test_a_clustering_may_be_a_list_too() -> None:
    for text in ("{at: desc, id: asc}", "[{at: desc}, id]", "[{at: desc, id: asc}]"):
        (table,) = compiled(entity(f"partition: [owner], cluster: {text}")).schema.tables
        assert [(each.name, each.descending) for each in table.clustering] == [("at", True), ("id", False)]


def test_editors_are_told_every_key() -> None:
    properties = get("cassandra").block_schema()["properties"]
    table = properties["tables"]["additionalProperties"]["properties"]
    assert {
        "serves",
        "partition",
        "cluster",
        "exclude",
        "static",
        "counter",
        "frozen",
        "options",
        "indexes",
        "why",
    } <= set(table)
    assert all("description" in each for name, each in table.items() if name != "allow")
    assert get("cassandra").options_schema()["required"] == ["keyspace"]
