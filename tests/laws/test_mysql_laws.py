"""The laws of the house over random MySQL databases: comparing, folding, writing down; and what a real server says of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gamemodel import codec
from gamemodel.change import Difference, Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.files.migrations import migration_files
from gamemodel.engines.mysql.schema import Schema
from gamemodel.engines.mysql.server.connect import MysqlServer
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from gamemodel.step import Bindings, Statement
from gamemodel.topology import Scope, Store, Target
from tests.strategies import mysql as strategies
from tests.unit.engines.mysql.revisions import statements_of

ENGINE = get("mysql")
PAIRS = strategies.schemas().flatmap(lambda a: st.tuples(st.just(a), strategies.evolved(a)))
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
LIVE = settings(
    max_examples=int(os.environ.get("GAMEMODEL_EVOLVE", "50")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
STORE = Store("mysql", "mysql", "mysql-9", Scope("writer", "eu-west-1"), Options("gm_law"))


def dropping(old: Schema, new: Schema) -> Hints:
    """What vanished shall go, whatever looks like it."""
    gone = [t.name for t in old.tables if new.table(t.name) is None]
    for table in old.tables:
        after = new.table(table.name)
        gone += [f"{table.name}.{c.name}" for c in table.columns if after and after.column(c.name) is None]
    return Hints(dropped=tuple(gone))


def difference_of(old: Schema, new: Schema) -> Difference[Schema]:
    found = ENGINE.diff(old, new, dropping(old, new))
    assert found.refusals == ()
    return found


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
    difference = difference_of(old, new)
    states = fold(old, difference)
    assert states[-1] == new
    back = [change.inverse(state) for change, state in zip(difference.changes, states, strict=False)]
    for change in filter(None, reversed(back)):
        new = change.apply_to(new)
    assert new == old


@given(PAIRS)
@QUICK
def test_what_is_written_is_read_back(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    loaded: Schema = codec.load(codec.dump(new), Schema)
    assert loaded == new
    type_ = ENGINE.change_type()
    for change in difference_of(old, new).changes:
        assert codec.load(codec.dump(change, type_), type_) == change


def migration_of(old: Schema, new: Schema) -> Migration:
    difference = difference_of(old, new)
    parts = []
    for change, state in zip(difference.changes, fold(old, difference), strict=False):
        back = change.inverse(state)
        assert back is not None
        parts.append(MigrationChange(change, change.steps(state), back.steps(change.apply_to(state))))
    return Migration("mysql", tuple(parts))


@given(PAIRS)
@QUICK
def test_a_revision_file_says_what_is_executed(pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    migration = migration_of(old, new)
    link = Link(Revision(2, "0002_ab12cd34", 'a "title"', "", "1", (migration,)), None)
    (file,) = migration_files(link, migration, old, STORE)
    up, down = statements_of(file.text)
    assert [t for t in up if not t.startswith("UPDATE")] == [s.text for s in migration.up if isinstance(s, Statement)]
    assert [t for t in down if not t.startswith("UPDATE")] == [
        s.text for s in migration.down or () if isinstance(s, Statement)
    ]


@pytest.fixture(scope="module")
def server(urls: dict[tuple[str, str], str]) -> Iterator[MysqlServer]:
    target = Target(STORE, "local", ("eu-west-1",), urls["mysql", "eu-west-1"])
    with ENGINE.connect(target, "game") as opened:
        assert isinstance(opened, MysqlServer)
        yield opened


def using(server: MysqlServer, database: str) -> None:
    server.database = server.connection.database = database
    server.connection.query(f"CREATE DATABASE IF NOT EXISTS `{database}`")


def apply(server: MysqlServer, old: Schema, new: Schema, *, back: bool = False) -> None:
    migration = migration_of(old, new)
    for step in (migration.down or ()) if back else migration.up:
        for _ in server.run(step, Bindings(), None):
            pass


def same(live: Schema, expected: Schema) -> None:
    difference = ENGINE.diff(live, expected, Hints())
    assert [change.describe() for change in difference.changes] == []
    assert [refusal.describe for refusal in difference.refusals] == []
    assert live == expected


@pytest.mark.servers
@given(PAIRS)
@LIVE
def test_a_real_server_has_what_was_applied(server: MysqlServer, pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    using(server, f"gm_law_{uuid.uuid4().hex[:10]}")
    try:
        apply(server, Schema(), old)
        same(server.introspect(old, Pace()), old)
        apply(server, old, new)
        same(server.introspect(new, Pace()), new)
        apply(server, old, new, back=True)
        same(server.introspect(old, Pace()), old)
    finally:
        server.connection.query(f"DROP DATABASE IF EXISTS `{server.database}`")
