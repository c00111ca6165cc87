"""A database of 1,000 MySQL tables read and compared, beside the bare driver reading the same rows and SQLAlchemy's reflection."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.table import fastest, head, row
from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.mysql.dialect import statements
from gamemodel.engines.mysql.schema import Check, Column, Database, ForeignKey, Index, IndexPart, Schema, Table
from gamemodel.engines.mysql.server import catalogue, introspect
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.sandbox import Sandbox, StoreRequest

TABLES = 1_000
TEXT = "utf8mb4_0900_bin"
COLUMNS = (
    Column("id", "bigint"), Column("parent_id", "bigint", True), Column("code", "varchar(40)", collation=TEXT),
    Column("title", "varchar(120)", True, collation=TEXT, comment="shown to players"),
    Column("state", "tinyint", default="1"), Column("score", "int", default="0"),
    Column("amount", "decimal(12,2)", default="0.00"), Column("flags", "smallint", True),
    Column("region", "char(2)", default="'eu'", collation=TEXT), Column("payload", "json", True),
    Column("created_at", "datetime(3)", default="CURRENT_TIMESTAMP(3)"), Column("updated_at", "datetime(3)", True),
)  # fmt: skip


def main() -> None:
    """Print the figures; the server is one of its own, ended afterwards."""
    head(
        f"MySQL: a live database of {TABLES:,} tables with {len(COLUMNS)} columns, 3 indexes, a check and a foreign key each"
    )
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        (place,) = sandbox.up((StoreRequest("mysql", "mysql", "each-region", ("eu-west-1",)),))
        try:
            _measure(place.url)
        finally:
            sandbox.down()


def _table(number: int) -> Table:
    name = f"t{number:04d}"
    other = f"t{number * 7 % number if number else 0:04d}"
    indexes = (
        Index(f"{name}_code", (IndexPart("code"),), "unique"),
        Index(f"{name}_parent", (IndexPart("parent_id"),)),
        Index(f"{name}_state", (IndexPart("state"), IndexPart("created_at", descending=True))),
    )
    keys = (ForeignKey(f"{name}_fk", ("parent_id",), other, ("id",)),)
    return Table(name, COLUMNS, (IndexPart("id"),), indexes, keys, (Check(f"{name}_states", "state IN (1, 2, 3)"),))


def _measure(url: str) -> None:
    engine, connection = get("mysql"), Connection(url, "bench")
    schema = Schema(Database("mysql-9", "", TEXT), tuple(map(_table, range(TABLES))))
    connection.query(f"CREATE DATABASE bench CHARACTER SET utf8mb4 COLLATE {TEXT}")
    connection.use()
    connection.query("SET foreign_key_checks = 0")
    for table in schema.tables:
        connection.query(statements.create_table(table))
    sent: list[str] = []

    def query(text: str, values: tuple[object, ...]) -> tuple[tuple[object, ...], ...]:
        sent.append(text)
        return connection.query(text, values)

    def read() -> Schema:
        sent.clear()
        return introspect.read(query, "bench", schema)

    def compare() -> None:
        if engine.diff(read(), schema, Hints()):
            raise AssertionError("what was read differs from what was made")

    tables, indexes = (catalogue.TABLES, catalogue.COLUMNS, catalogue.PARTITIONS), (catalogue.INDEXES, catalogue.KEYS)
    bulk = (*tables, *indexes, catalogue.RULES, catalogue.CHECK_TABLES, catalogue.CHECKS)
    bare = fastest(lambda: [connection.query(text, ("bench",)) for text in bulk])
    seconds = fastest(read)
    row(f"read {TABLES:,} tables in {len(sent)} queries", seconds, "600 ms, 12 queries", bare, "the same rows, bare")
    row("read and compare", fastest(compare), "800 ms", bare, "the same rows, bare")
    row("SQLAlchemy MetaData.reflect", fastest(lambda: _reflect(url), runs=2), "", bare, "the same rows, bare")
    connection.close()


def _reflect(url: str) -> None:
    from sqlalchemy import MetaData, create_engine

    engine = create_engine(f"mysql+pymysql://{url.partition('://')[2].rstrip('/')}/bench")
    MetaData().reflect(engine)
    engine.dispose()


if __name__ == "__main__":
    main()
