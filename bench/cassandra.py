"""A keyspace of 1,000 tables read by gamemodel, beside the bare driver reading the same rows and its own metadata refresh."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.table import fastest, head, row
from gamemodel.change import Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.cassandra.block.sections import Options, Replication
from gamemodel.engines.cassandra.schema import EMPTY, Clustering, Column, Keyspace, Schema, Table
from gamemodel.engines.cassandra.server.connect import CassandraServer
from gamemodel.engines.cassandra.server.introspect import queries
from gamemodel.sandbox import Sandbox, StoreRequest
from gamemodel.topology import Scope, Store, Target

TABLES = 1_000
KEYSPACE = "bench"
COLUMNS = tuple(
    Column(f"c{n}", type_) for n, type_ in enumerate(("bigint", "text", "int", "map<text, int>", "uuid", "date"))
)


def main() -> None:
    """Print the figures; the server is one of its own, ended afterwards."""
    head(f"Cassandra: a live keyspace of {TABLES:,} tables with {len(COLUMNS) + 2} columns each")
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        (place,) = sandbox.up((StoreRequest("cassandra", "cassandra", "each-region", ("eu-west-1",)),))
        try:
            store = Store(
                "cassandra",
                "cassandra",
                "cassandra-5.0",
                Scope("each-region"),
                Options(KEYSPACE, Replication(1)),
            )
            with get("cassandra").connect(Target(store, "bench", ("eu-west-1",), place.url), "bench") as server:
                if not isinstance(server, CassandraServer):
                    raise TypeError(server)
                _measure(server)
        finally:
            sandbox.down()


def _schema() -> Schema:
    names = (f"t{n:04d}" for n in range(TABLES))
    columns = tuple(sorted((*COLUMNS, Column("id", "timeuuid"), Column("owner", "text")), key=lambda each: each.name))
    tables = (
        Table(name, columns, ("owner",), (Clustering("id", True),), (("default_time_to_live", "86400"),))
        for name in names
    )
    return Schema(Keyspace(KEYSPACE), tables=tuple(tables))


def _measure(server: CassandraServer) -> None:
    engine, schema = get("cassandra"), _schema()
    state = EMPTY
    for change in engine.diff(EMPTY, schema, Hints()).changes:
        for step in change.steps(state):
            bindings = engine.bindings(schema, server.target).adding(server.generate_ids(step))
            for _ in server.run(step, bindings, None):
                pass
    reads = queries()

    def compare() -> None:
        if engine.diff(server.introspect(schema, Pace()), schema, Hints()):
            raise AssertionError("the live keyspace differs from what was applied")

    def refresh() -> None:
        server.connection.cluster.refresh_schema_metadata(max_schema_agreement_wait=-1)

    floor = fastest(lambda: server.connection.read_all(tuple(reads.values()), (KEYSPACE,)))
    of = f"{len(reads)} bare reads"
    row(
        f"introspect: {len(reads)} reads, and a schema made of them",
        fastest(lambda: server.introspect(schema, Pace())),
        "<= 400 ms",
        floor,
        of,
    )
    row("introspect and compare with what was applied", fastest(compare), "", floor, of)
    row("the driver's own metadata refresh", fastest(refresh), "", floor, of)
