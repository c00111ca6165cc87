"""Migrations as console requests: what a reviewer reads is what is executed; and what a person writes is read back."""

from __future__ import annotations

import json

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.opensearch.dialect.requests import literal, parse, pretty
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.errors import ModelError
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from gamemodel.step import Backfill, Check, Statement
from tests.unit.engines.opensearch.models import compiled, model

ENGINE = get("opensearch")
REVISION = Revision(1, "0001_ab12cd34", "initial", "", "0.1.0", ())
ORDERS_TEMPLATE = """\
# 3 of 4: template:orders
# + index template orders for orders-*
# number_of_replicas: an environment's `replicas` takes the place of this value
PUT _index_template/orders
{
  "index_patterns": ["orders-*"],
  "priority": 1,
  "composed_of": ["orders-lifecycle"],
  "template": {
    "settings": {"number_of_replicas": 2, "number_of_shards": 3, "refresh_interval": "1s"},
"""


def migration(old: Schema, new: Schema) -> Migration:
    parts, state = [], old
    for change in ENGINE.diff(old, new, Hints()).changes:
        back = change.inverse(state)
        then = change.apply_to(state)
        parts.append(MigrationChange(change, change.steps(state), back.steps(then) if back else None))
        state = then
    return Migration("opensearch", tuple(parts))


def files(old: Schema, new: Schema) -> dict[str, str]:
    store = model().topology.store("opensearch")
    return {each.path: each.text for each in ENGINE.migration_files(Link(REVISION, None), migration(old, new), store)}


def requests_in(text: str) -> list[str]:
    blocks = "\n".join(line for line in text.splitlines() if not line.startswith("#")).split("\n\n")
    return [block.strip() for block in blocks if block.strip()]


def test_what_is_reviewed_is_what_is_sent() -> None:
    new = compiled().schema
    made = files(Schema(), new)
    assert sorted(made) == ["search_templates/0001_initial.down.http", "search_templates/0001_initial.http"]
    up, down = made["search_templates/0001_initial.http"], made["search_templates/0001_initial.down.http"]
    assert ORDERS_TEMPLATE in up
    steps = migration(Schema(), new)
    assert [parse(text) for text in requests_in(up)] == [
        parse(literal(step.text)[0]) for step in steps.up if isinstance(step, Statement)
    ]
    assert requests_in(down) == ["DELETE orders-*", "DELETE _index_template/orders", *requests_in(down)[2:]]
    assert "# destroys documents\nDELETE orders-*" in down


def test_an_added_field_is_a_template_and_a_mapping() -> None:
    old = compiled().schema
    new = compiled(
        ("  user_name:  string(32)\n", "  user_name:  string(32)\n  guild?: string(32)\n"),
        ("[id, user_name,", "[id, user_name, guild,"),
    ).schema
    up = files(old, new)["search_templates/0001_initial.http"]
    assert requests_in(up)[1] == 'PUT orders-*/_mapping\n{\n  "properties": {\n    "guild": {"type": "keyword"}\n  }\n}'
    assert "~ index template orders: + guild keyword" in up


def test_the_head_is_one_file_per_object() -> None:
    made = model()
    store = made.topology.store("opensearch")
    heads = {each.path: json.loads(each.text) for each in ENGINE.head_files(compiled().schema, made, store)}
    assert sorted(heads) == [
        "search_templates/head/aliases/orders.json", "search_templates/head/component_templates/orders-lifecycle.json",
        "search_templates/head/index_templates/orders.json", "search_templates/head/policies/orders.json",
    ]  # fmt: skip
    assert heads["search_templates/head/index_templates/orders.json"]["template"]["settings"]["number_of_replicas"] == 2
    assert heads["search_templates/head/aliases/orders.json"]["first"] == {
        "orders-000001": {"aliases": {"orders": {"is_write_index": True}}}
    }


def test_the_same_model_gives_the_same_bytes() -> None:
    assert files(Schema(), compiled().schema) == files(Schema(), compiled().schema)


@pytest.mark.parametrize(
    "value", [{}, [], {"a": {"b": {"c": {"d": [1, 2, {"e": None}]}}}}, {"k" * 90: ["x" * 60, "y" * 60]}, {"ä": "\n\"'"}]
)
def test_pretty_json_is_the_same_json(value: object) -> None:
    assert json.loads(pretty(value)) == value


DRAFT = """
# up
# subject: orders.price
# check: orders without a price
POST orders/_count
{"query": {"match_all": {}}}

# a comment that stays
# subject: orders.price
# backfill
POST orders/_update_by_query
{
  "query": {"match_all": {}}
}
# subject: old
# destroys
DELETE old-index

# down
# subject: old
PUT old-index
"""


def test_a_draft_is_read_back() -> None:
    draft = ENGINE.read_draft(DRAFT, "x.http")
    kinds = [type(step) for step in draft.up]
    assert kinds == [Check, Backfill, Statement]
    assert draft.up[1].comment == "a comment that stays"
    assert draft.destroys
    assert draft.down is not None
    assert [parse(step.text).method for step in draft.down if isinstance(step, Statement)] == ["PUT"]


def test_an_empty_draft_has_no_step() -> None:
    store = model().topology.store("opensearch")
    assert ENGINE.read_draft(ENGINE.draft_file(Link(REVISION, None), store).text, "x.http").changes == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# up\n\nGET x\n", 3, "no subject"),
        ("# up\n# subject: a\nPOST x\n{oops\n", 2, "not JSON"),
        ("# up\n# subject: a\nFETCH x\n", 2, "FETCH"),
    ],
)
def test_a_bad_draft_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        ENGINE.read_draft(text, "x.http")
    (found,) = caught.value.diagnostics
    assert words in found.message
    assert found.span is not None
    assert found.span.line == line
