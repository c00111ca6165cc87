"""The laws of the house over random Redis schemas: comparing, folding, writing down; and what a real server says of them, with live keys in it."""

from __future__ import annotations

import os
import uuid

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gamemodel import codec
from gamemodel.change import Difference, Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.redis.changes import AnyChange
from gamemodel.engines.redis.dialect import backfill_script, quoting, registry
from gamemodel.engines.redis.dialect.patterns import parse
from gamemodel.engines.redis.schema import Family, Schema
from gamemodel.engines.redis.server.connect import RedisServer
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from gamemodel.step import Backfill, Bindings, Statement
from tests.strategies import redis as strategies
from tests.strategies.redis_writer import example_key, example_values, write
from tests.unit.engines.redis.models import store, target

ENGINE = get("redis")
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


def difference(old: Schema, new: Schema) -> Difference[Schema]:
    """With every dropped family declared as dropped, as a person would who is asked."""
    hints = Hints(dropped=tuple(f"family:{each.name}" for each in old.families))
    found: Difference[Schema] = ENGINE.diff(old, new, hints)
    assert found.refusals == ()
    return found


@given(strategies.schemas())
@QUICK
def test_a_schema_does_not_differ_from_itself(schema: Schema) -> None:
    assert not ENGINE.diff(schema, schema, Hints())


@given(PAIRS)
@QUICK
def test_changes_lead_there_and_their_inverses_back(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    found = difference(old, new)
    states = fold(old, found)
    assert states[-1] == new
    inverses = [change.inverse(state) for change, state in zip(found.changes, states, strict=False)]
    back = [each for each in inverses if each is not None]
    assert len(back) == len(inverses)
    for change in reversed(back):
        new = change.apply_to(new)
    assert new == old


@given(PAIRS)
@QUICK
def test_what_is_written_is_read_back(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    loaded: object = codec.load(codec.dump(new), Schema)
    assert loaded == new
    for each in new.families:
        assert registry.read_family(each.name, registry.entry(each)) == each
    for change in difference(old, new).changes:
        again: object = codec.load(codec.dump(change, AnyChange), AnyChange)
        assert again == change


@given(PAIRS)
@QUICK
def test_every_line_of_a_file_is_the_step_that_is_sent(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    found = difference(old, new)
    parts = tuple(
        MigrationChange(change, change.steps(state))
        for change, state in zip(found.changes, fold(old, found), strict=False)
    )
    migration = Migration("redis", parts)
    link = Link(Revision(1, "0001_ab", "t", "", "0", (migration,)), None)
    up, *down = ENGINE.migration_files(link, migration, old, store())
    assert (up, *down) == ENGINE.migration_files(link, migration, old, store())
    lines = [quoting.split(line) for line in up.text.splitlines() if line]
    sent = [line for line in lines if line[0] != "ECHO"]
    assert len(sent) == len(migration.up)
    for step, words in zip(migration.up, sent, strict=True):
        if isinstance(step, Statement):
            assert words == quoting.split(step.text)
        else:
            assert isinstance(step, Backfill)
            assert words == quoting.split(backfill_script.script_line(step))


@pytest.fixture(scope="module")
def url(urls: dict[tuple[str, str], str]) -> str:
    return urls["redis", "us-east-1"]


def seed(server: RedisServer, family: Family, count: int = 3) -> None:
    """Keys as a correct writer makes them, also at the longest TTL it may draw."""
    bounds = family.ttl_range_ms
    for n in range(1, count + 1):
        ttl = None if bounds is None else bounds[n % 2]
        for command in write(family, example_key(family, n), example_values(family, n), ttl):
            server.nodes.keyed(command[1], *command)


def apply(server: RedisServer, old: Schema, new: Schema) -> None:
    found = difference(old, new)
    for change, state in zip(found.changes, fold(old, found), strict=False):
        for step in change.steps(state):
            assert server.capability(step).kind == "send", step
            assert list(server.run(step, Bindings(), None)), step
            if isinstance(step, Statement):
                assert server.outcome(step, state, change.apply_to(state), Bindings()).value in ("done", "not done")


def same(live: Schema, expected: Schema) -> None:
    found = ENGINE.diff(live, expected, Hints())
    assert [change.describe() for change in found.changes] == []
    assert [refusal.describe for refusal in found.refusals] == []
    assert live == expected


def folded(old: Schema, new: Schema) -> Schema:
    """`new` with what the fold remembers of `old`."""
    return fold(old, difference(old, new))[-1]


def clear(server: RedisServer, schema: Schema) -> None:
    """Delete what dropped families left that never expires, as the warning about them says; the rest ends by itself."""
    connection = server.nodes.first.connection
    for gone in schema.retired:
        if gone.ttl_ms is None:
            keys = connection.call("KEYS", parse(gone.key).glob)
            if keys:
                connection.call("UNLINK", *keys)


@pytest.mark.servers
@given(PAIRS)
@LIVE
def test_a_real_server_has_what_was_applied(url: str, pair: tuple[Schema, Schema]) -> None:
    prefix = f"gmlaw{uuid.uuid4().hex[:8]}:"
    old, new = (strategies.renamed(each, prefix) for each in pair)
    names = sorted({role.name for schema in (old, new) for role in schema.roles})
    with ENGINE.connect(target(url, prefix), "game") as server:
        assert isinstance(server, RedisServer)
        try:
            for name in names:
                server.nodes.first.connection.call("ACL", "SETUSER", name, "on", ">secret")
            apply(server, Schema(), old)
            for family in old.families:
                seed(server, family)
            same(server.introspect(old, Pace(None, False)), old)
            apply(server, old, new)
            clear(server, folded(old, new))
            for family in new.families:
                seed(server, family)
            same(server.introspect(folded(old, new), Pace(None, False)), new)
        finally:
            connection = server.nodes.first.connection
            gone = connection.call("KEYS", f"{prefix}*")
            if gone:
                connection.call("DEL", *gone)
            for name in names:
                connection.call("ACL", "DELUSER", name)
