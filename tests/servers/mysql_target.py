"""A database of its own on the sandbox's MySQL writer, for tests of one engine."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.schema import Column, Database, Index, IndexPart, Schema, Table
from gamemodel.engines.mysql.server.connect import MysqlServer
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.ledger import Head, Holder
from gamemodel.migration import Migration, MigrationChange
from gamemodel.topology import Scope, Store, Target

ENGINE = get("mysql")
BASE = Database("mysql-9", "", "utf8mb4_0900_bin")
ITEMS = Table(
    "items",
    (
        Column("id", "int"),
        Column("title", "varchar(40)", collation="utf8mb4_0900_bin"),
        Column("amount", "int", default="0"),
    ),
    (IndexPart("id"),),
    (Index("items_titled", (IndexPart("title"),)),),
)


def target(url: str, database: str, **words: str) -> Target:
    store = Store("mysql", "mysql", "mysql-9", Scope("writer", "eu-west-1"), Options(database), folder="sql")
    return Target(store, "local", ("eu-west-1",), url, settings=tuple(words.items()))


@contextlib.contextmanager
def opened(url: str, schema: Schema | None = None) -> Iterator[MysqlServer]:
    """A server whose database is new, has a ledger and, where given, a schema; dropped at the end."""
    database = f"gm_test_{uuid.uuid4().hex[:10]}"
    with ENGINE.connect(target(url, database), "game") as server:
        assert isinstance(server, MysqlServer)
        server.ensure_ledger(Head("game", "mysql", "local", server.cluster()))
        try:
            if schema is not None:
                apply(server, Schema(), schema)
            yield server
        finally:
            cleaner = Connection(url, database)
            cleaner.query(f"DROP DATABASE IF EXISTS `{database}`")
            cleaner.close()


def again(server: MysqlServer) -> contextlib.AbstractContextManager[MysqlServer]:
    """A second runner on the same target."""
    opened_again: contextlib.AbstractContextManager[MysqlServer] = ENGINE.connect(server.target, "game")  # type: ignore[assignment]
    return opened_again


def holder(by: str = "anna") -> Holder:
    return Holder(by, "here", 7, uuid.uuid4().hex)


def migration(old: Schema, new: Schema, hints: Hints | None = None) -> Migration:
    difference = ENGINE.diff(old, new, hints or Hints())
    assert difference.refusals == ()
    parts, state = [], old
    for change in difference.changes:
        after = change.apply_to(state)
        back = change.inverse(state)
        parts.append(MigrationChange(change, change.steps(state), back.steps(after) if back else None))
        state = after
    assert state == new
    return Migration("mysql", tuple(parts))


def apply(server: MysqlServer, old: Schema, new: Schema, hints: Hints | None = None) -> None:
    from gamemodel.step import Bindings

    for step in migration(old, new, hints).up:
        for _ in server.run(step, Bindings(), None):
            pass
