"""Migrations as .cql text."""

from __future__ import annotations

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.cassandra.changes.user_types import AddTypeField
from gamemodel.engines.cassandra.dialect.cql import statements
from gamemodel.engines.cassandra.schema import EMPTY, Clustering, Column, Index, Keyspace, Schema, Table, UserType
from gamemodel.make import assemble
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from tests.unit.engines.cassandra.models import store

ENGINE = get("cassandra")
USERS = Table(
    "users",
    (Column("at", "timestamp"), Column("name", "text"), Column("order", "int")),
    ("name",),
    (Clustering("at", True),),
    (("comment", "'x; y'"),),
    (Index("by_order", "order"),),
)
WHOLE = Schema(Keyspace("game"), (), (USERS,))


def written(old: Schema, new: Schema, hints: Hints = Hints()) -> tuple[str, str]:  # noqa: B008
    migration = assemble("cassandra", old, ENGINE.diff(old, new, hints))
    assert migration is not None
    return files(migration, old)


def files(migration: Migration, old: Schema = EMPTY) -> tuple[str, str]:
    before = Revision(1, "0001_ab12cd34", "initial", "", "1", ())
    link = Link(Revision(2, "0002_cd34ab12", "Add guild!", before.id, "1", (migration,)), before)
    up, down = ENGINE.migration_files(link, migration, store())
    assert (up.path, down.path) == ("cql/0002_add_guild.cql", "cql/0002_add_guild.down.cql")
    assert up.text.endswith("\n")
    return up.text, down.text


def test_a_first_migration_is_what_cqlsh_can_run() -> None:
    up, down = written(EMPTY, WHOLE)
    assert [each for _, each in statements(up)] == [
        (
            "CREATE KEYSPACE game WITH replication = {'class': 'NetworkTopologyStrategy', 'replication_factor': 3} "
            "/* replication: per target, from the topology */\n    AND durable_writes = true"
        ),
        (
            'CREATE TABLE game.users (\n    name text,\n    at timestamp,\n    "order" int,\n    PRIMARY KEY (name, at)\n) '
            "WITH CLUSTERING ORDER BY (at DESC)\n    AND comment = 'x; y'"
        ),
        'CREATE INDEX by_order ON game.users ("order")',
    ]
    assert "-- wait until: index built (game.users.index:by_order), on every node\n" in up
    assert "${" not in up + down
    assert [each for _, each in statements(down)] == [
        "DROP INDEX game.by_order",
        "DROP TABLE game.users",
        "DROP KEYSPACE game",
    ]
    assert down.count("-- DESTROYS DATA\n") == 2
    assert "Follows 0001_ab12cd34" in up


def test_a_fill_is_told_in_comments() -> None:
    more = Schema(
        Keyspace("game"), (), (Table("users", (*USERS.columns, Column("zone", "text")), USERS.partition, USERS.clustering,
                                     USERS.options, USERS.indexes),)
    )  # fmt: skip
    up, down = written(WHOLE, more, Hints(fills=(("game.users.zone", "'eu'"),)))
    assert [each for _, each in statements(up)] == ["ALTER TABLE game.users ADD zone text"]
    assert "-- rows without zone get 'eu'\n-- backfill along name, at, 1000 rows at a time\n" in up
    assert [each for _, each in statements(down)] == ["ALTER TABLE game.users DROP zone"]


def test_what_has_no_way_back_says_which_change_bars_it() -> None:
    change = AddTypeField("game", "point", "y", "int")
    before = Schema(Keyspace("game"), (UserType("point", (("x", "int"),)),))
    _, down = files(Migration("cassandra", (MigrationChange(change, change.steps(before), None),)), before)
    assert "-- There is none: no server undoes\n--   + field point.y int\n" in down
    assert statements(down) == ()
