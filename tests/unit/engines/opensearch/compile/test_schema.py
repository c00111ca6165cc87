"""The model made into templates, policies and live indices, per flavour."""

from __future__ import annotations

from gamemodel.engines.opensearch.dialect.lifecycle import ilm_validator, ism_validator
from gamemodel.engines.opensearch.dialect.policies import policy_request, read_policy
from gamemodel.engines.opensearch.dialect.templates import write_template
from tests.unit.engines.opensearch.dialect.lifecycle import stored_policy
from tests.unit.engines.opensearch.models import compiled


def test_the_orders_of_the_game() -> None:
    schema = compiled().schema
    (template,) = schema.templates
    body = write_template(template, placeholders=False)
    assert body["index_patterns"] == ["orders-*"]
    assert body["composed_of"] == ["orders-lifecycle"]
    assert body["template"]["settings"] == {"number_of_replicas": 2, "number_of_shards": 3, "refresh_interval": "1s"}
    assert body["template"]["mappings"]["dynamic"] == "false"
    assert body["template"]["mappings"]["properties"] == {
        "amount": {"type": "integer"}, "attrs": {"type": "flat_object"}, "created_at": {"type": "date"}, "id": {"type": "keyword"},
        "price_amount": {"type": "scaled_float", "scaling_factor": 10000}, "price_currency": {"type": "keyword"},
        "status": {"type": "keyword"}, "user_name": {"type": "keyword"},
    }  # fmt: skip
    (component,) = schema.components
    assert component.settings == (("plugins.index_state_management.rollover_alias", "orders"),)
    assert body["_meta"] == {"managed_by": "gamemodel", "model": "game", "store": "opensearch"}


def test_one_lifecycle_is_said_in_both_dialects() -> None:
    ism, ilm = (compiled(flavour=name).schema.policies[0] for name in ("opensearch-2.19", "elasticsearch-8"))
    assert ism.lifecycle == ilm.lifecycle
    assert ism_validator.validate(policy_request(ism)) == ()
    assert ilm_validator.validate(policy_request(ilm)) == ()
    assert policy_request(ilm)["policy"]["phases"]["delete"] == {"min_age": "365d", "actions": {"delete": {}}}
    stored = stored_policy.normal_form(policy_request(ism), "orders")
    assert read_policy("orders", "ism", {"policy": stored}) == ism
    assert read_policy("orders", "ilm", {"version": 1, **policy_request(ilm)}) == ilm


def test_elasticsearch_has_words_of_its_own() -> None:
    schema = compiled(flavour="elasticsearch-8").schema
    assert schema.components[0].settings == (("lifecycle.name", "orders"), ("lifecycle.rollover_alias", "orders"))
    assert dict(schema.templates[0].mapping.paths())["attrs"].type == "flattened"


def test_a_prefix_stands_before_every_name() -> None:
    schema = compiled(extra='prefix: "game-"').schema
    assert (schema.templates[0].name, schema.indices[0].name) == ("game-orders", "game-orders")
    assert (schema.components[0].name, schema.policies[0].name) == ("game-orders-lifecycle", "game-orders")


def test_a_hand_written_policy_is_kept_whole() -> None:
    policy = read_policy("orders", "ism", {"policy": {"description": "by hand", "default_state": "a", "states": []}})
    assert "by hand" in policy.raw
    assert policy_request(policy)["policy"]["description"] == "by hand"
