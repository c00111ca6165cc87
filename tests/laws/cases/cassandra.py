"""Cassandra under the laws: one connection, a keyspace for each example."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gamemodel.change import Hints
from gamemodel.engines.cassandra.schema import EMPTY, Keyspace, Schema
from gamemodel.engines.cassandra.server.connect import CassandraServer
from tests.laws.cases import FULL_SPEED, Case, Place
from tests.unit.engines.cassandra.models import target


def in_keyspace(schema: Schema, name: str) -> Schema:
    assert schema.keyspace is not None
    return replace(schema, keyspace=Keyspace(name, schema.keyspace.durable_writes))


class Cassandra(Case):
    name = "cassandra"
    reversible = False

    def hints(self, old: Schema, new: Schema) -> Hints:
        keyspace, gone = old.keyspace.name if old.keyspace else "", []
        for table in old.tables:
            after = new.table(table.name)
            gone += [
                f"{keyspace}.{table.name}.{column.name}"
                for column in table.columns
                if after is not None and after.column(column.name) is None
            ]
        return Hints(dropped=tuple(gone))

    @contextmanager
    def connected(self, urls: Mapping[tuple[str, str], str]) -> Iterator[CassandraServer]:
        with self.engine.connect(target(urls[self.name, self.region]), "game") as server:
            assert isinstance(server, CassandraServer)
            yield server

    @contextmanager
    def place(self, connected: CassandraServer, pair: tuple[Any, Any]) -> Iterator[Place]:
        keyspace = f"gm_law_{uuid.uuid4().hex[:10]}"
        old, new = (in_keyspace(each, keyspace) for each in pair)
        connected.options = replace(connected.options, keyspace=keyspace)
        try:
            yield Place(connected, connected.target, old, new)
        finally:
            connected.connection.session.execute_async(f"DROP KEYSPACE IF EXISTS {keyspace}", timeout=120)

    def seen(self, place: Place, old: Any, new: Any) -> tuple[Any, Any]:
        return place.server.introspect(EMPTY, FULL_SPEED), new


CASE = Cassandra()
