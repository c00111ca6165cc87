"""MySQL under the laws: one connection, a database for each example."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gamemodel.change import Hints
from gamemodel.engine import File
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.schema import Schema
from gamemodel.engines.mysql.server.connect import MysqlServer
from gamemodel.migration import Link, Migration, Revision
from gamemodel.step import Statement, Step
from gamemodel.topology import Scope, Store, Target
from tests.laws.cases import FileCase, Place
from tests.laws.fold import prove_same
from tests.unit.engines.mysql.revisions import statements_of

STORE = Store("mysql", "mysql", "mysql-9", Scope("writer", "eu-west-1"), Options("gm_law"))


def texts(steps: tuple[Step, ...]) -> list[str]:
    return [step.text for step in steps if isinstance(step, Statement)]


def dropping(old: Schema, new: Schema) -> Hints:
    """Whatever vanished was meant to go, even if something similar appeared."""
    gone = [table.name for table in old.tables if new.table(table.name) is None]
    for table in old.tables:
        after = new.table(table.name)
        gone += [f"{table.name}.{c.name}" for c in table.columns if after and after.column(c.name) is None]
    return Hints(dropped=tuple(gone))


def same(live: Schema, expected: Schema) -> None:
    prove_same(CASE, live, expected)


class Mysql(FileCase):
    name = "mysql"
    goes_back = True

    def hints(self, old: Schema, new: Schema) -> Hints:
        return dropping(old, new)

    def link_files(self, migration: Migration, old: Schema) -> tuple[File, ...]:
        link = Link(Revision(2, "0002_ab12cd34", 'a "title"', "", "1", (migration,)), None)
        return self.engine.migration_files(link, migration, STORE)

    def statements(self, files: tuple[File, ...], migration: Migration) -> tuple[object, object]:
        (file,) = files
        said = tuple([text for text in part if not text.startswith("UPDATE")] for part in statements_of(file.text))
        return said, (texts(migration.up), texts(migration.down or ()))

    @contextmanager
    def connected(self, urls: Mapping[tuple[str, str], str]) -> Iterator[MysqlServer]:
        target = Target(STORE, "local", (self.region,), urls[self.name, self.region])
        with self.engine.connect(target, "game") as server:
            assert isinstance(server, MysqlServer)
            yield server

    @contextmanager
    def place(self, connected: MysqlServer, pair: tuple[Any, Any]) -> Iterator[Place]:
        database = f"gm_law_{uuid.uuid4().hex[:10]}"
        connected.database = connected.connection.database = database
        connected.connection.query(f"CREATE DATABASE IF NOT EXISTS `{database}`")
        try:
            yield Place(connected, connected.target, *pair)
        finally:
            connected.connection.query(f"DROP DATABASE IF EXISTS `{database}`")


CASE = Mysql()
