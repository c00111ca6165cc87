"""The laws of the house over random search schemas: comparing, folding, writing down; and what a real server says of them."""

from __future__ import annotations

import json
import os
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from gamemodel import codec
from gamemodel.change import Difference, Hints
from gamemodel.engine import Outcome, Pace, get
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.changes import AnyChange
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.engines.opensearch.server.connect import SearchServer
from gamemodel.topology import Scope, Store, Target
from tests.strategies import opensearch as strategies

ENGINE = get("opensearch")
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
LIVE = settings(
    max_examples=int(os.environ.get("GAMEMODEL_EVOLVE", "50")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
Pair = tuple[Schema, Schema]


def difference_of(old: Schema, new: Schema) -> Difference[Schema]:
    return ENGINE.diff(old, new, Hints(dropped=strategies.dropped(old, new)))


def fold(schema: Schema, difference: Difference[Schema]) -> list[Schema]:
    """The schema before and after every change."""
    states = [schema]
    for change in difference.changes:
        states.append(change.apply_to(states[-1]))
    return states


@given(strategies.schemas())
@QUICK
def test_a_schema_does_not_differ_from_itself(schema: Schema) -> None:
    assert not ENGINE.diff(schema, schema, Hints())


@given(strategies.pairs())
@QUICK
def test_changes_lead_there_and_their_inverses_back(pair: Pair) -> None:
    old, new = pair
    difference = difference_of(old, new)
    assert difference.refusals == ()
    states = fold(old, difference)
    assert states[-1] == new
    back = [change.inverse(state) for change, state in zip(difference.changes, states, strict=False)]
    assert all(each is not None for each in back)
    for change in reversed(back):
        new = change.apply_to(new) if change else new
    assert new == old


@given(strategies.pairs())
@QUICK
def test_what_is_written_is_read_back(pair: Pair) -> None:
    old, new = pair
    read: Any = codec.load(json.loads(json.dumps(codec.dump(new))), Schema)
    assert read == new
    for change, state in zip(difference_of(old, new).changes, fold(old, difference_of(old, new)), strict=False):
        again: Any = codec.load(json.loads(json.dumps(codec.dump(change, AnyChange))), AnyChange)
        assert again == change
        assert again.steps(state) == change.steps(state)


def target(url: str, prefix: str) -> Target:
    store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), Options(prefix=prefix))
    return Target(store, "local", ("eu-west-1",), url, settings=(("lifecycle", "not-applied"), ("replicas", "0")))


@pytest.fixture
def url(urls: dict[tuple[str, str], str]) -> str:
    return urls["opensearch", "eu-west-1"]


def apply(server: SearchServer, old: Schema, new: Schema) -> None:
    """Every step in order; the outcome of each is looked up before and after it is sent."""
    difference = difference_of(old, new)
    assert difference.refusals == ()
    states = fold(old, difference)
    for change, before, after in zip(difference.changes, states, states[1:], strict=False):
        for step in change.steps(before):
            capability = server.capability(step)
            sent = step if capability.kind == "send" else capability.instead
            if sent is None:
                continue
            bound = ENGINE.bindings(new, server.target)
            assert list(server.run(sent, bound, None)), sent
            assert server.outcome(step, before, after, bound) == Outcome.DONE, step


def agrees(server: SearchServer, expected: Schema) -> None:
    """The live schema is the expected one; where not, the differences are shown in words."""
    seen = ENGINE.observable(server.introspect(expected, Pace()), server.target).schema
    meant = ENGINE.observable(expected, server.target).schema
    difference = ENGINE.diff(meant, seen, Hints())
    assert [each.describe() for each in difference.changes] + [each.describe for each in difference.refusals] == []
    assert seen == meant


@pytest.mark.servers
@given(strategies.pairs())
@LIVE
def test_a_real_server_has_what_was_applied(url: str, pair: Pair) -> None:
    prefix = f"law{uuid.uuid4().hex[:8]}-"
    old, new = (strategies.renamed(each, prefix) for each in pair)
    with ENGINE.connect(target(url, prefix), "law") as server:
        assert isinstance(server, SearchServer)
        try:
            apply(server, Schema(), old)
            agrees(server, old)
            apply(server, old, new)
            agrees(server, new)
        finally:
            for path in (
                f"_data_stream/{prefix}*",
                f"{prefix}*",
                f"_index_template/{prefix}*",
                f"_component_template/{prefix}*",
            ):
                server.wire.ask("DELETE", path)
