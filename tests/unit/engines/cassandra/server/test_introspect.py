"""What introspection makes of the rows of system_schema."""

from __future__ import annotations

from typing import Any

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.cassandra.schema import Keyspace, Schema
from gamemodel.engines.cassandra.server.introspect import READS, schema_of


def test_a_function_is_refused_unless_it_is_ignored() -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {
        **{name: [] for name in READS},
        "keyspaces": [(True,)],
        "functions": [("twice", ["int"], "int", "java", "return n * 2;")],
    }
    expected = Schema(Keyspace("game"))
    (refused,) = get("cassandra").diff(schema_of("game", rows), expected, Hints()).refusals
    assert (refused.code, refused.describe) == ("GM211", "- function twice(int)")
    assert schema_of("game", rows, ("twi*",)) == expected
