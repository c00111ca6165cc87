"""What a change of the model does to a search store, what is refused with which way out, and what a reviewer is warned of."""

from __future__ import annotations

import pytest

from gamemodel.change import Difference, Hints
from gamemodel.engine import get
from gamemodel.engines.opensearch.dialect.patterns import intersect
from gamemodel.engines.opensearch.dialect.requests import parse
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.step import Statement
from tests.unit.engines.opensearch.models import Edit, compiled, model

ENGINE = get("opensearch")
NAMES = "fields: [id, user_name, amount, price, status, attrs, created_at]"
SINGLE = (
    ("  rollover: {size: 30gb, age: 30d}\n  lifecycle: {hot: {priority: 100}, warm: {after: 0d, read_only: true, priority: 50}}\n", ""),
    ("opensearch: 365d, grace: 30d", "opensearch: forever"),
)  # fmt: skip
REBUILT = (("  index: orders\n", "  index: orders\n  rebuild: by-job\n"), *SINGLE)


def difference(*edits: Edit, of: tuple[Edit, ...] = ()) -> Difference[Schema]:
    new = compiled(*of, *edits)
    return ENGINE.diff(compiled(*of).schema, new.schema, new.hints)


def lines(found: Difference[Schema]) -> list[str]:
    return [each.describe() for each in found.changes]


def requests(found: Difference[Schema], old: Schema) -> list[str]:
    """The first line of every request."""
    out: list[str] = []
    for change in found.changes:
        out += [step.text.splitlines()[0] for step in change.steps(old) if isinstance(step, Statement)]
        old = change.apply_to(old)
    return out


def test_everything_from_nothing_in_an_order_that_a_server_takes() -> None:
    found = ENGINE.diff(Schema(), compiled().schema, Hints())
    assert lines(found) == [
        "+ component template orders-lifecycle",
        "+ lifecycle policy orders (ISM)",
        "+ index template orders for orders-*",
        "+ rolling alias orders, first index orders-000001",
    ]
    back = ENGINE.diff(compiled().schema, Schema(), Hints())
    assert lines(back) == [
        "- indices orders, with their documents",
        "- index template orders",
        "- lifecycle policy orders",
        "- component template orders-lifecycle",
    ]
    assert [each.destroys for each in back.changes] == [True, False, False, False]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("refresh: 1s", "refresh: 5s"), ["PUT _index_template/orders", "PUT orders-*/_settings"]),
        (("replicas: 2", "replicas: 1"), ["PUT _index_template/orders", "PUT orders-*/_settings"]),
        (("shards: 3", "shards: 5"), ["PUT _index_template/orders"]),
        (("age: 30d}", "age: 7d}"), ["PUT _plugins/_ism/policies/orders"]),
        (("attrs, created_at]", "created_at]"), ["PUT _index_template/orders", "PUT orders-*/_mapping"]),
        (
            (NAMES, f"types: {{user_name: {{ignore_above: 64}}}}\n  {NAMES}"),
            ["PUT _index_template/orders", "PUT orders-*/_mapping"],
        ),
        (
            ("  index: orders\n", "  index: orders\n  priority: 9\n"),
            ["PUT _plugins/_ism/policies/orders", "PUT _index_template/orders"],
        ),
        (
            ("  index: orders\n", "  index: orders\n  dynamic: strict\n"),
            ["PUT _index_template/orders", "PUT orders-*/_mapping"],
        ),
    ],
)
def test_what_each_edit_sends(edit: Edit, expected: list[str]) -> None:
    found = difference(edit)
    assert found.refusals == ()
    assert requests(found, compiled().schema) == expected


def test_a_lifecycle_that_comes_later_reaches_the_indices_that_exist() -> None:
    without = (("retention: {opensearch: 365d, grace: 30d}", "retention: {opensearch: forever}"),)
    plain = compiled(*without, *SINGLE[:1], ("  index: orders\n", "  stream: orders\n  timestamp: created_at\n"))
    governed = compiled(("  index: orders\n", "  stream: orders\n  timestamp: created_at\n"), SINGLE[0])
    found = ENGINE.diff(plain.schema, governed.schema, Hints())
    assert requests(found, plain.schema) == ["PUT _plugins/_ism/policies/orders", "POST _plugins/_ism/add/orders"]
    back = ENGINE.diff(governed.schema, plain.schema, Hints())
    assert requests(back, governed.schema) == [
        "POST _plugins/_ism/remove/orders",
        "DELETE _plugins/_ism/policies/orders",
    ]


@pytest.mark.parametrize(
    ("of", "edit", "code", "way"),
    [
        ((), ("amount:     int32", "amount:     int64"), "GM240", "from_next_index: [amount]"),
        ((), (NAMES, f"types: {{user_name: {{type: text, fields: {{raw: keyword}}}}}}\n  {NAMES}"), "GM240", "beside"),
        (SINGLE, ("amount:     int32", "amount:     int64"), "GM240", "rebuild: by-job"),
        (SINGLE, ("shards: 3", "shards: 5"), "GM241", "rebuild: by-job"),
        (SINGLE, ("  index: orders\n", "  index: orders\n  rebuild: by-job\n"), "GM242", "beside"),
        ((), ("  user_name:  string(32)", "  buyer:  {type: string(32), renamed_from: user_name}"), "GM245", "beside"),
        ((), ("  user_name:  string(32)", "  buyer:  string(32)"), "GM243", "renamed_from: user_name"),
    ],
)
def test_what_no_live_index_takes_is_refused_with_a_way_out(
    of: tuple[Edit, ...], edit: Edit, code: str, way: str
) -> None:
    more: tuple[Edit, ...] = ()
    if "buyer" in edit[1]:
        more = (("filter: [user_name, status]", "filter: [buyer, status]"), ("[id, user_name,", "[id, buyer,"))
    found = difference(edit, *more, of=of)
    assert code in [each.code for each in found.refusals], found
    assert any(way in out for each in found.refusals for out in each.help), found.refusals
    assert all(each.describe.startswith("~ ") for each in found.refusals)


@pytest.mark.parametrize("edit", [("amount:     int32", "amount:     int64"), ("shards: 3", "shards: 5")])
def test_a_rebuilt_index_takes_everything_with_its_next_copy(edit: Edit) -> None:
    found = difference(edit, of=REBUILT)
    assert found.refusals == ()
    assert requests(found, compiled(*REBUILT).schema)[0] == "PUT _index_template/orders"
    warned = ENGINE.review(compiled(*REBUILT).schema, found, model().topology.store("opensearch"))
    assert [each.code for each in warned] == ["GM247"]
    assert "next rebuild" in warned[0].message


def test_from_the_next_index_on_where_the_model_says_so() -> None:
    found = difference(
        ("amount:     int32", "amount:     int64"),
        ("  index: orders\n", "  index: orders\n  from_next_index: [amount]\n"),
    )
    assert found.refusals == ()
    assert requests(found, compiled().schema) == [
        "PUT _index_template/orders",
        "PUT orders-*/_mapping",
        "POST orders/_rollover",
    ]


def test_a_dropped_field_comes_back_only_as_it_was() -> None:
    old = compiled().schema
    gone = compiled(("amount, price", "price"), ("  amount:     int32\n", "")).schema
    (template, indices) = ENGINE.diff(old, gone, Hints()).changes
    state = indices.apply_to(template.apply_to(old))
    other = compiled(("amount:     int32", "amount:     string(9)")).schema
    assert [each.code for each in ENGINE.diff(state, other, Hints()).refusals] == ["GM246"]
    assert ENGINE.diff(state, old, Hints()).refusals == ()


def test_a_reviewer_is_warned() -> None:
    def codes(*edits: Edit, new: Schema | None = None) -> list[str]:
        old = compiled().schema
        target = new if new is not None else compiled(*edits).schema
        return [
            each.code
            for each in ENGINE.review(old, ENGINE.diff(old, target, Hints()), model().topology.store("opensearch"))
        ]

    assert codes(("attrs, created_at]", "created_at]")) == ["GM248"]
    assert codes(("opensearch: 365d", "opensearch: 90d")) == ["GM251", "GM249"]
    assert codes(("opensearch: 365d", "opensearch: 400d")) == ["GM251"]
    assert codes(new=Schema()) == ["GM250"]
    assert codes(("shards: 3", "shards: 4")) == ["GM247"]


def test_a_template_in_the_way_goes_first() -> None:
    old, new = compiled().schema, compiled(("index: orders", "index: orders-x")).schema
    assert intersect("orders-*", "orders-x-*")
    found = lines(ENGINE.diff(old, new, Hints()))
    assert found.index("- index template orders") < found.index("+ index template orders-x for orders-x-*")


def test_every_request_can_be_parsed() -> None:
    state = Schema()
    for change in ENGINE.diff(state, compiled().schema, Hints()).changes:
        for step in change.steps(state):
            assert isinstance(step, Statement)
            assert parse(step.text).method in ("PUT", "POST", "DELETE")
        state = change.apply_to(state)
