"""Migrations as .cql text, drafts that people write, and the shape of both."""

from __future__ import annotations

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.cassandra.changes.user_types import AddTypeField
from gamemodel.engines.cassandra.dialect.cql import statements
from gamemodel.engines.cassandra.schema import EMPTY, Clustering, Column, Index, Keyspace, Schema, Table, UserType
from gamemodel.errors import ModelError
from gamemodel.make import assemble
from gamemodel.migration import Link, Migration, MigrationChange, Revision
from gamemodel.step import Backfill, Check, Statement
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
    up, down = ENGINE.migration_files(link, migration, old, store())
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


def test_the_head_is_everything_in_an_order_that_runs() -> None:
    (head,) = ENGINE.head_files(WHOLE, None, store())  # type: ignore[arg-type]
    assert head.path == "cql/schema.cql"
    assert [each.split()[1] for _, each in statements(head.text)] == ["KEYSPACE", "TABLE", "INDEX"]
    assert head == ENGINE.head_files(WHOLE, None, store())[0]  # type: ignore[arg-type]


DRAFT = """-- Revision 0003: tidy up
-- up
UPDATE game.users SET "order" = 0
  WHERE name = 'a;b';
DELETE FROM game.users WHERE name = 'x';

-- check game.users: no negative order
SELECT name FROM game.users WHERE "order" < 0 ALLOW FILTERING;

-- backfill game.users.zone key (name, at) batch 50
SELECT token(name), name, at, zone FROM game.users WHERE token(name) >= ${from};
UPDATE game.users USING TIMESTAMP ? AND TTL ? SET zone = 'eu' WHERE name = ? AND at = ?;

-- down
INSERT INTO game.users (name) VALUES ('x');
"""


def test_a_draft_is_read_back_as_steps() -> None:
    migration = ENGINE.read_draft(DRAFT, "cql/0003_tidy_up.cql")
    first, second, check, fill = migration.up
    assert isinstance(first, Statement)
    assert (first.subject, first.destroys) == ("game.users", False)
    assert first.text.endswith("WHERE name = 'a;b'")
    assert isinstance(second, Statement)
    assert second.destroys
    assert isinstance(check, Check)
    assert check.message == "no negative order"
    assert isinstance(fill, Backfill)
    assert (fill.key, fill.batch) == (("name", "at"), 50)
    assert migration.down is not None
    assert len(migration.down) == 1
    assert migration.destroys


def test_an_empty_draft_has_its_sections_and_no_step() -> None:
    link = Link(Revision(3, "0003_ab", "tidy", "", "1", ()), None)
    file = ENGINE.draft_file(link, store())
    assert file.path == "cql/0003_tidy.cql"
    for section in ("-- up", "-- down", "-- check game:"):
        assert section in file.text
    with pytest.raises(ModelError, match="1 error"):
        ENGINE.read_draft(file.text, file.path)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("DROP TABLE x;\n-- up\nSELECT 1;", 1, "before the first section"),
        ("-- up\nINSERT INTO a.b (c) VALUES (1);\n-- check a.b: m\nDELETE FROM a.b;", 4, "a check is one SELECT"),
        ("-- up\nINSERT INTO a.b (c) VALUES (1);\n-- check : m\nSELECT 1;", 3, "needs a subject"),
        ("-- up\n\n-- backfill a.b key (c)\nUPDATE a.b SET d = 1;", 3, "a SELECT and an UPDATE"),
    ],
)
def test_faults_of_a_draft_have_their_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ModelError) as caught:
        ENGINE.read_draft(text, "cql/x.cql")
    found = [each for each in caught.value.diagnostics if said in each.message]
    assert [(each.span.file, each.span.line) for each in found if each.span] == [("cql/x.cql", line)]
