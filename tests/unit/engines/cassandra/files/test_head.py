"""The schema at head as text."""

from __future__ import annotations

from gamemodel.engines.cassandra.dialect.cql import statements
from tests.unit.engines.cassandra.files.test_migrations import ENGINE, WHOLE
from tests.unit.engines.cassandra.models import store


def test_the_head_is_everything_in_an_order_that_runs() -> None:
    (head,) = ENGINE.head_files(WHOLE, None, store())  # type: ignore[arg-type]
    assert head.path == "cql/schema.cql"
    assert [each.split()[1] for _, each in statements(head.text)] == ["KEYSPACE", "TABLE", "INDEX"]
    assert head == ENGINE.head_files(WHOLE, None, store())[0]  # type: ignore[arg-type]
