"""The dialect of Amazon Keyspaces, as far as its documentation says: statements, options, and its catalogue's shape."""

from __future__ import annotations

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.cassandra.dialect.statements import without_id
from gamemodel.engines.cassandra.dialect.validator import validate_statement
from gamemodel.engines.cassandra.schema import EMPTY
from gamemodel.engines.cassandra.server.introspect_amazon import amazon_queries, amazon_schema
from gamemodel.step import Statement
from tests.unit.engines.cassandra.models import compiled, model

ENTITY = """
identity: [id]
volume: {rows: 1M, writes: 1/s, per: {owner: 60/d}}
fields: {id: {type: timeuuid, default: now}, owner: handle, price: money}
queries: {of_owner: {store: cassandra, by: [owner], order: {id: desc}}}
cassandra:
  types: {price: frozen<money>}
  tables:
    things: {serves: [of_owner], partition: [owner], cluster: {id: desc}, options: {OPTIONS}}
retention: {cassandra: 30d}
"""
CAPACITY = "custom_properties: {capacity_mode: {throughput_mode: MODE}, ttl: {status: enabled}}"


def entity(options: str) -> dict[str, str]:
    return {"things": ENTITY.replace("OPTIONS", options)}


def test_every_generated_statement_is_one_that_it_takes() -> None:
    made = model(entity(CAPACITY.replace("MODE", "PAY_PER_REQUEST") + ", tags: {team: shop}"), "keyspaces")
    store = made.topology.store("cassandra")
    engine = get("cassandra")
    assert engine.check(made, store) == ()
    schema = engine.compile(made, store).schema
    texts = [
        without_id(step.text)
        for change in engine.diff(EMPTY, schema, Hints()).changes
        for step in change.steps(EMPTY)
        if isinstance(step, Statement)
    ]
    assert len(texts) == 3
    assert [reason for text in texts for reason in validate_statement(text, "keyspaces")] == []
    assert texts[2].endswith(
        "WITH CLUSTERING ORDER BY (id DESC)\n    AND default_time_to_live = 2592000\n    AND tags = {'team': 'shop'}\n"
        "    AND custom_properties = {'capacity_mode': {'throughput_mode': 'PAY_PER_REQUEST'}, 'ttl': {'status': 'enabled'}}"
    )


def test_custom_properties_are_altered_one_by_one() -> None:
    engine = get("cassandra")
    old = compiled(entity(CAPACITY.replace("MODE", "PAY_PER_REQUEST")), "keyspaces").schema
    more = CAPACITY.replace("MODE", "PROVISIONED").replace(
        "ttl: {status", "point_in_time_recovery: {status: enabled}, ttl: {status"
    )
    new = compiled(entity(more + ", comment: x"), "keyspaces").schema
    changes = engine.diff(old, new, Hints()).changes
    texts = [step.text for change in changes for step in change.steps(old) if isinstance(step, Statement)]
    assert texts == [
        "ALTER TABLE game.things WITH comment = 'x'",
        "ALTER TABLE game.things WITH custom_properties = {'capacity_mode': {'throughput_mode': 'PROVISIONED'}}",
        "ALTER TABLE game.things WITH custom_properties = {'point_in_time_recovery': {'status': 'enabled'}}",
    ]
    assert all(validate_statement(text, "keyspaces") == () for text in texts)
    state = old
    for change in changes:
        state = change.apply_to(state)
    assert state == new


def test_a_custom_property_is_not_taken_away() -> None:
    old = compiled(entity(CAPACITY.replace("MODE", "PROVISIONED")), "keyspaces").schema
    (refusal,) = get("cassandra").diff(old, compiled(entity(""), "keyspaces").schema, Hints()).refusals
    assert refusal.code == "GM210"
    assert "custom_properties.capacity_mode, custom_properties.ttl" in refusal.message


def test_its_catalogue_is_read_in_the_shape_that_its_guide_shows() -> None:
    expected = compiled(entity(CAPACITY.replace("MODE", "PROVISIONED")), "keyspaces").schema
    custom = {
        "capacity_mode": {"throughput_mode": "PAY_PER_REQUEST", "last_update_to_pay_per_request_timestamp": "1"},
        "encryption_specification": {"encryption_type": "AWS_OWNED_KMS_KEY"},
        "ttl": {"status": "enabled"},
    }
    rows: dict[str, list[tuple[object, ...]]] = {
        "keyspaces": [(True,)],
        "tables": [("things", "5a1c395e-b41f-11e5-9f22-ba0be0483c18", {"compound"}, "", 2592000)],
        "columns": [
            ("things", "id", "clustering", 0, "desc", "timeuuid"),
            ("things", "owner", "partition_key", 0, "none", "text"),
            ("things", "price", "regular", -1, "none", "frozen<money>"),
        ],
        "types": [("money", ["amount", "currency"], ["decimal", "text"])],
        "custom": [("things", custom)],
    }
    assert set(rows) == set(amazon_queries())
    live = amazon_schema("game", rows, expected)
    lines = [change.describe() for change in get("cassandra").diff(live, expected, Hints()).changes]
    assert lines == [
        "~ custom_properties.capacity_mode of things {'throughput_mode': 'PAY_PER_REQUEST'} -> {'throughput_mode': 'PROVISIONED'}"
    ]
