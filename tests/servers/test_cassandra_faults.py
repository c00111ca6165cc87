"""Nodes that stop answering in the middle of DDL: what is known, what is said, and that going on leads to the same end."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import pytest

from gamemodel.change import Hints
from gamemodel.engine import Outcome, Pace, get
from gamemodel.engines.cassandra.schema import EMPTY, Column, Keyspace, Schema, Table
from gamemodel.engines.cassandra.server import connection
from gamemodel.engines.cassandra.server.connect import CassandraServer
from gamemodel.errors import OutcomeUnknown, ServerRefused
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.step import Bindings, Statement
from tests.unit.engines.cassandra.models import target

ENGINE = get("cassandra")
NEAR, FAR = "cassandra-eu-west-1", "cassandra-us-east-1"
ITEMS = Table("items", (Column("id", "uuid"), Column("name", "text")), ("id",))
MORE = Table("items", (Column("guild", "text"), *ITEMS.columns), ("id",))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, str]]:
    """A cluster of its own, whose nodes may be stopped: one in each of two data centres."""
    sandbox = Sandbox(tmp_path_factory.mktemp("cassandra"))
    found = sandbox.up((StoreRequest("cassandra", "cassandra", "spanning", ("eu-west-1", "us-east-1")),))
    try:
        yield sandbox, found[0].url
    finally:
        for name in (NEAR, FAR):
            sandbox.resume(name)
        sandbox.down()


@pytest.fixture
def server(own: tuple[Sandbox, str]) -> Iterator[CassandraServer]:
    keyspace = f"gm_f_{uuid.uuid4().hex[:8]}"
    with ENGINE.connect(target(own[1], keyspace), "game") as opened:
        assert isinstance(opened, CassandraServer)
        for step, bindings in steps(opened, EMPTY, schema(keyspace, ITEMS)):
            list(opened.run(step, bindings, None))
        yield opened


def schema(keyspace: str, *tables: Table) -> Schema:
    return Schema(Keyspace(keyspace), tables=tables)


def steps(server: CassandraServer, old: Schema, new: Schema) -> list[tuple[Statement, Bindings]]:
    found = [step for change in ENGINE.diff(old, new, Hints()).changes for step in change.steps(old)]
    return [
        (step, ENGINE.bindings(new, server.target).adding(server.generate_ids(step)))
        for step in found
        if isinstance(step, Statement)
    ]


def test_a_node_that_is_away_is_named_and_follows(own: tuple[Sandbox, str], server: CassandraServer) -> None:
    sandbox, _ = own
    keyspace = server.options.keyspace
    ((step, bindings),) = steps(server, schema(keyspace, ITEMS), schema(keyspace, MORE))
    sandbox.pause(FAR)
    try:
        (*_, last) = server.run(step, bindings, None)
    finally:
        sandbox.resume(FAR)
    assert "did not answer and will follow when back" in last.note
    assert server.introspect(EMPTY, Pace()) == schema(keyspace, MORE)
    end = time.monotonic() + 30
    while not all(rows for _, rows in columns(server, keyspace)):
        assert time.monotonic() < end
        time.sleep(0.5)


def columns(server: CassandraServer, keyspace: str) -> list[tuple[str, list[tuple[object, ...]] | None]]:
    query = "SELECT column_name FROM system_schema.columns WHERE keyspace_name = %s AND table_name = 'items' AND column_name = 'guild'"
    return server.connection.on_every_node(query, (keyspace,))


def test_a_statement_without_an_answer_is_looked_up_and_never_done_twice(
    own: tuple[Sandbox, str], server: CassandraServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, url = own
    keyspace = server.options.keyspace
    old, new = schema(keyspace, ITEMS), schema(keyspace, MORE)
    ((step, bindings),) = steps(server, old, new)
    monkeypatch.setattr(connection, "DDL_S", 2.0)
    sandbox.pause(NEAR)
    try:
        with pytest.raises(OutcomeUnknown, match="no clear answer"):
            list(server.run(step, bindings, None))
    finally:
        sandbox.resume(NEAR)
    with ENGINE.connect(target(url, keyspace), "game") as again:
        end = time.monotonic() + 30
        while (outcome := again.outcome(step, old, new, bindings)) is not Outcome.DONE and time.monotonic() < end:
            assert outcome in (Outcome.NOT_DONE, Outcome.RUNNING)
            time.sleep(0.2)
        assert outcome is Outcome.DONE, "the node had the statement in its queue"
        with pytest.raises(ServerRefused):
            list(again.run(step, bindings, None))
        assert again.introspect(EMPTY, Pace()) == new


def test_what_was_never_sent_is_unknown_to_the_server(own: tuple[Sandbox, str], server: CassandraServer) -> None:
    keyspace = server.options.keyspace
    old, new = schema(keyspace, ITEMS), schema(keyspace, MORE)
    ((step, bindings),) = steps(server, old, new)
    assert server.outcome(step, old, new, bindings) is Outcome.NOT_DONE
    list(server.run(step, bindings, None))
    assert server.outcome(step, old, new, bindings) is Outcome.DONE


def test_preflight_names_a_node_that_is_away(own: tuple[Sandbox, str], server: CassandraServer) -> None:
    sandbox, _ = own
    sandbox.pause(FAR)
    try:
        found = server.preflight()
    finally:
        sandbox.resume(FAR)
    assert [each.code for each in found] == ["GM610"]
    assert not found[0].is_error
