"""Hand-written migrations: writing the empty file and reading it back."""

from __future__ import annotations

import pytest

from gamemodel.errors import ModelError
from gamemodel.migration import Link, Revision
from gamemodel.step import Backfill, Check, Statement
from tests.unit.engines.cassandra.files.test_migrations import ENGINE
from tests.unit.engines.cassandra.models import store

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
