"""The model made into templates, policies and live indices, per flavour; and the types both ways."""

from __future__ import annotations

import pytest

from gamemodel.engine import get
from gamemodel.engines.opensearch.dialect.lifecycle import ilm_validator, ism_validator
from gamemodel.engines.opensearch.dialect.mappings import read_field, read_mapping, write_field
from gamemodel.engines.opensearch.dialect.policies import policy_request, read_policy
from gamemodel.engines.opensearch.dialect.settings import flatten
from gamemodel.engines.opensearch.dialect.templates import write_template
from gamemodel.engines.opensearch.flavours import FLAVOURS, Flavour
from gamemodel.engines.opensearch.schema import Field
from gamemodel.engines.opensearch.types import DEFAULT, field_of, logical, loses
from gamemodel.model.types import LIMITS, Type
from tests.unit.engines.opensearch import stored_policy
from tests.unit.engines.opensearch.models import compiled

OS, ES = FLAVOURS["opensearch-2.19"], FLAVOURS["elasticsearch-8"]


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


@pytest.mark.parametrize("flavour", [OS, ES])
@pytest.mark.parametrize(
    "type_",
    [
        *(Type(kind, length=20 if kind in ("string", "bytes") else None, name="status") for kind in DEFAULT),
        Type("decimal", precision=15, scale=4), Type("decimal", precision=30, scale=4), Type("json"), Type("list", element=Type("int32")),
        Type("map", key=Type("string", length=3), element=Type("string", length=3)), Type("vector", element=Type("float32"), length=4),
    ],
    ids=str,
)  # fmt: skip
def test_the_default_representation_loses_nothing(type_: Type, flavour: Flavour) -> None:
    field = field_of("f", type_, flavour)
    assert field is not None
    assert loses(field, type_) == ""


def test_what_holds_which_integers() -> None:
    for kind in LIMITS:
        if kind == "enum":
            continue
        wide = [
            each
            for each in ("byte", "short", "integer", "long", "unsigned_long", "double")
            if not loses(field_named(each), Type(kind))
        ]
        assert wide or kind == "uint64"
    assert loses(field_named("double"), Type("int64"))
    assert loses(field_named("long"), Type("uint64"))
    assert not loses(field_named("double"), Type("int32"))


def field_named(kind: str) -> Field:
    return read_field("f", {"type": kind})


def test_a_counter_is_not_for_searching() -> None:
    assert field_of("f", Type("counter"), OS) is None


@pytest.mark.parametrize(
    "kind",
    ["boolean", "byte", "short", "integer", "long", "float", "double", "text", "date", "ip", "keyword", "flat_object"],
)
def test_a_live_field_means_a_logical_type_that_it_holds(kind: str) -> None:
    meant = logical(field_named(kind))
    assert meant is not None
    assert loses(field_named(kind), meant) == ""


def test_one_mapping_written_two_ways_is_one() -> None:
    one = {
        "properties": {
            "a": {"type": "keyword", "index": True, "norms": False},
            "b": {"type": "scaled_float", "scaling_factor": 100.0},
        }
    }
    other = {
        "properties": {"b": {"type": "scaled_float", "scaling_factor": 100}, "a": {"type": "keyword", "copy_to": []}},
        "date_detection": True,
    }
    assert read_mapping(one) == read_mapping(other)
    assert (
        flatten({"index": {"number_of_shards": "3"}})
        == flatten({"index.number_of_shards": 3})
        == flatten({"number_of_shards": "3"})
    )


def test_bindings_follow_the_environment() -> None:
    from gamemodel.topology import Scope, Store, Target

    store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), None)
    schema = compiled().schema
    plain = get("opensearch").bindings(schema, Target(store, "prod", ("eu-west-1",), ""))
    laptop = get("opensearch").bindings(
        schema, Target(store, "local", ("eu-west-1",), "", settings=(("replicas", "0"),))
    )
    assert (plain.get("replicas_2"), laptop.get("replicas_2")) == ("2", "0")


@pytest.mark.parametrize("name", sorted(FLAVOURS))
def test_default_mappings_are_in_normal_form(name: str) -> None:
    kinds = [Type(kind) for kind in DEFAULT]
    kinds += [Type("decimal", precision=38, scale=10), Type("decimal", precision=5), Type("json"), Type("map")]
    kinds += [Type("vector", length=3, element=Type("float32")), Type("list", element=Type("text"))]
    kinds += [Type("parts", parts=(("b", each), ("a", Type("string")))) for each in kinds]
    made = [field for each in kinds if (field := field_of("x", each, FLAVOURS[name])) is not None]
    assert [read_field("x", write_field(each)) for each in made] == made
