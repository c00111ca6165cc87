"""Templates that a real OpenSearch 2.19.1 refuses beyond the recorded answers, the place that is named, and what is judged together."""

from __future__ import annotations

from typing import Any

import pytest

from gamemodel.engines.opensearch.dialect.grammar.templates import Existing, validate_template
from tests.unit.engines.opensearch.dialect.grammar.stored_template import normal_template

TEXT = {"type": "text"}
KEYWORD = {"type": "keyword"}


def paths(template: dict[str, Any], **more: Any) -> list[str]:
    existing = more.pop("existing", ())
    body = {"index_patterns": ["t-*"], "template": template, **more}
    return [problem.path for problem in validate_template("index_template", "case", body, existing)]


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"o.a": KEYWORD, "o": {"type": "nested"}}, "o.a"),
        ({"a": KEYWORD, "a.b": KEYWORD}, "a.b"),
        ({"a": TEXT | {"index_options": "docs", "index_phrases": True}}, "a.index_phrases"),
        ({"a": TEXT | {"index": False, "index_phrases": True}}, "a"),
        ({"a": {"type": "alias", "path": "b"}}, "a.path"),
        ({"a": {"type": "alias", "path": "b"}, "b": {"type": "object"}}, "a.path"),
        ({"a": KEYWORD | {"fields": {"x": {"type": "nested"}}}}, "a.fields.x"),
        ({"a": KEYWORD | {"normalizer": "mine"}}, "a.normalizer"),
    ],
)
def test_fields_that_contradict_one_another(properties: dict[str, Any], path: str) -> None:
    found = paths({"mappings": {"properties": properties}})
    assert f"template.mappings.properties.{path}" in found


def test_the_limit_of_fields_holds_for_a_template_with_its_components() -> None:
    few = {"settings": {"mapping.total_fields.limit": 2}, "mappings": {"properties": {"a": KEYWORD}}}
    component = Existing("component_template", "c1", {"template": few})
    two_more = {"mappings": {"properties": {"o.b": KEYWORD}}}
    assert paths(two_more, composed_of=["c1"], existing=(component,)) == ["composed_of"]
    one_more = {"mappings": {"properties": {"b": KEYWORD}}}
    assert paths(one_more, composed_of=["c1"], existing=(component,)) == []


def test_an_analyser_may_be_defined_beside_the_field_or_in_a_component() -> None:
    mine = {"analysis": {"analyzer": {"mine": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]}}}}
    mapping = {"mappings": {"properties": {"a": TEXT | {"analyzer": "mine"}}}}
    component = Existing("component_template", "c1", {"template": {"settings": mine}})
    assert paths(mapping) == ["template.mappings.properties.a.analyzer"]
    assert paths(mapping | {"settings": mine}) == []
    assert paths(mapping, composed_of=["c1"], existing=(component,)) == []


def test_the_alias_that_rolls_over_is_not_in_the_template_nor_in_one_that_uses_its_component() -> None:
    rolling = {"settings": {"plugins.index_state_management.rollover_alias": "orders"}}
    component = Existing("component_template", "ism", {"template": rolling})
    assert paths({"aliases": {"orders": {}}}, composed_of=["ism"], existing=(component,)) == ["template.aliases.orders"]
    assert paths({"aliases": {"all": {}}}, composed_of=["ism"], existing=(component,)) == []


def test_a_changed_component_is_judged_with_the_templates_that_use_it() -> None:
    user = Existing(
        "index_template",
        "t",
        {"index_patterns": ["t-*"], "composed_of": ["c"], "template": {"mappings": {"properties": {"a": KEYWORD}}}},
    )
    body = {"template": {"mappings": {"properties": {"a": TEXT}}}}
    assert validate_template("component_template", "c", body, (user,)) != ()
    assert validate_template("component_template", "c", {"template": {}}, (user,)) == ()


def test_the_normal_form_is_its_own_normal_form() -> None:
    body = {
        "index_patterns": ["t-*"],
        "data_stream": {},
        "template": {
            "settings": {"number_of_shards": 3, "index.hidden": True, "index": {"refresh_interval": "1s"}},
            "aliases": {"all": {"routing": "1"}},
            "mappings": {"properties": {"at": {"type": "date"}}},
        },
    }
    once = normal_template("index_template", body)
    assert once["template"]["settings"] == {
        "index": {"number_of_shards": "3", "hidden": "true", "refresh_interval": "1s"},
    }
    assert normal_template("index_template", once) == once
    assert validate_template("index_template", "t", once) == ()
