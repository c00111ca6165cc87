"""Reads a live Amazon keyspace, whose catalogue has fewer tables and options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS, canonical_options, read_map
from gamemodel.engines.cassandra.schema import Schema, Table
from gamemodel.engines.cassandra.server.introspect import READ_OPTIONS, READS, Rows, schema_of

_AMAZON: Final = {
    "keyspaces": "durable_writes",
    "tables": "table_name, id, flags, comment, default_time_to_live",
    "columns": READS["columns"],
    "types": READS["types"],
}


def amazon_queries() -> dict[str, str]:
    """The queries for Amazon Keyspaces, which has no indexes, views, masks or dropped columns, and few options."""
    made = {
        name: f"SELECT {columns} FROM system_schema.{name} WHERE keyspace_name = %s"
        for name, columns in _AMAZON.items()
    }
    custom = "SELECT table_name, custom_properties FROM system_schema_mcs.tables WHERE keyspace_name = %s"
    return {**made, "custom": custom}


def _amazon_rows(rows: Rows) -> Rows:
    """The answers to amazon_queries() in the shape of READS, custom properties left to amazon_schema()."""
    at = {name: place for place, name in enumerate(READ_OPTIONS)}

    def widened(row: tuple[Any, ...]) -> tuple[Any, ...]:
        options: list[Any] = [None] * len(READ_OPTIONS)
        options[at["comment"]], options[at["default_time_to_live"]] = row[3], row[4]
        return (*row[:3], *options)

    empty: dict[str, list[tuple[Any, ...]]] = {name: [] for name in READS}
    return {**empty, **rows, "tables": [widened(row) for row in rows["tables"]]}


def amazon_schema(keyspace: str, rows: Rows, expected: Schema, ignore: Iterable[str] = ()) -> Schema:
    """The schema of an Amazon keyspace. The service fills in every custom property; only those in the model are compared."""
    schema = schema_of(keyspace, _amazon_rows(rows), ignore)
    live = {row[0]: row[1] or {} for row in rows["custom"]}
    tables = (_with_custom(table, live.get(table.name, {}), expected.table(table.name)) for table in schema.tables)
    return replace(schema, tables=tuple(tables))


def _with_custom(table: Table, live: Mapping[str, Mapping[str, str]], expected: Table | None) -> Table:
    said = (
        {name: dict(read_map(value)) for name, value in expected.options if name.startswith(f"{CUSTOM}.")}
        if expected
        else {}
    )
    found = {
        name: {key: str(live.get(name.partition(".")[2], {}).get(key, "")) for key in wanted}
        for name, wanted in said.items()
    }
    tags = ((TAGS, value) for name, value in (expected.options if expected else ()) if name == TAGS)
    return replace(table, options=tuple(sorted((*table.options, *canonical_options(found), *tags))))
