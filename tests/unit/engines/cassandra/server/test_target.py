"""Which options a target keeps."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engine import get
from gamemodel.engines.cassandra.schema import Column, Keyspace, Schema, Table
from gamemodel.topology import Target
from tests.unit.engines.cassandra.models import store


def test_what_a_flavour_forgets_is_no_drift() -> None:
    options = (("comment", "'x'"), ("compaction", "{'class': 'UnifiedCompactionStrategy'}"))
    schema = Schema(Keyspace("game"), (), (Table("t", (Column("a", "int"),), ("a",), (), options),))
    engine = get("cassandra")

    def seen(flavour: str) -> Schema:
        result: Schema = engine.observable(schema, Target(store(flavour=flavour), "x", ("eu-west-1",), "")).schema
        return result

    assert seen("cassandra-5.0") == schema
    (table,) = seen("keyspaces").tables
    assert table == replace(schema.tables[0], options=options[:1])
    assert engine.observable(schema, Target(store(flavour="keyspaces"), "x", ("a",), "")).notes == (
        "keyspaces ignores compaction",
    )
