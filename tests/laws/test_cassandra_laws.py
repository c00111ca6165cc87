"""The laws of the house over random keyspaces: comparing, folding, writing down; and what a real server says of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gamemodel import codec
from gamemodel.change import Change, Difference, Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.cassandra.changes import AnyChange
from gamemodel.engines.cassandra.schema import EMPTY, Keyspace, Schema
from gamemodel.engines.cassandra.server.connect import CassandraServer
from tests.strategies import cassandra as strategies
from tests.unit.engines.cassandra.models import target

ENGINE = get("cassandra")
PAIRS = strategies.schemas().flatmap(lambda a: st.tuples(st.just(a), strategies.evolved(a)))
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
LIVE = settings(
    max_examples=int(os.environ.get("GAMEMODEL_EVOLVE", "50")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


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


@given(PAIRS)
@QUICK
def test_changes_lead_there_and_their_inverses_back(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    difference = ENGINE.diff(old, new, Hints())
    assert difference.refusals == ()
    states = fold(old, difference)
    assert states[-1] == new
    back: list[Change[Schema] | None] = [
        change.inverse(state) for change, state in zip(difference.changes, states, strict=False)
    ]
    if None not in back:
        for inverse in reversed(back):
            new = inverse.apply_to(new) if inverse else new
        assert new == old


@given(PAIRS)
@QUICK
def test_what_is_written_is_read_back(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    loaded: object = codec.load(codec.dump(new), Schema)
    assert loaded == new
    for change in ENGINE.diff(old, new, Hints()).changes:
        again: object = codec.load(codec.dump(change, AnyChange), AnyChange)
        assert again == change


@pytest.fixture(scope="module")
def server(urls: dict[tuple[str, str], str]) -> Iterator[CassandraServer]:
    with ENGINE.connect(target(urls["cassandra", "eu-west-1"]), "game") as opened:
        assert isinstance(opened, CassandraServer)
        yield opened


def named(schema: Schema, keyspace: str) -> Schema:
    assert schema.keyspace is not None
    return replace(schema, keyspace=Keyspace(keyspace, schema.keyspace.durable_writes))


def apply(server: CassandraServer, old: Schema, new: Schema) -> None:
    difference = ENGINE.diff(old, new, Hints())
    assert difference.refusals == ()
    for change, state in zip(difference.changes, fold(old, difference), strict=False):
        for step in change.steps(state):
            bound = ENGINE.bindings(new, server.target).adding(server.generate_ids(step))
            assert server.capability(step).kind == "send", step
            assert list(server.run(step, bound, None)), step


def seen(server: CassandraServer, keyspace: str) -> Schema:
    """What the server has in another keyspace than the target's own."""
    server.options = replace(server.options, keyspace=keyspace)
    found = server.introspect(EMPTY, Pace())
    assert isinstance(found, Schema)
    return found


def same(live: Schema, expected: Schema) -> None:
    difference = ENGINE.diff(live, expected, Hints())
    assert [change.describe() for change in difference.changes] == []
    assert [refusal.describe for refusal in difference.refusals] == []
    assert live == expected


@pytest.mark.servers
@given(PAIRS)
@LIVE
def test_a_real_server_has_what_was_applied(server: CassandraServer, pair: tuple[Schema, Schema]) -> None:
    keyspace = f"gm_law_{uuid.uuid4().hex[:10]}"
    old, new = (named(each, keyspace) for each in pair)
    try:
        apply(server, EMPTY, old)
        same(seen(server, keyspace), old)
        apply(server, old, new)
        same(seen(server, keyspace), new)
    finally:
        server.connection.session.execute_async(f"DROP KEYSPACE IF EXISTS {keyspace}", timeout=120)
