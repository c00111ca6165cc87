"""Names that MySQL accepts."""

from __future__ import annotations

from tests.unit.engines.mysql.models import codes, items

OTHER = "identity: [id]\nfields:\n  id: uuid\n  item: {ref: items.id, on_delete: restrict}\nmysql: {table: items}\n"


def test_names_of_checks_are_unique_in_the_database() -> None:
    other = "identity: [id]\nfields:\n  id: uuid\n  a: int32\nmysql: {checks: {k: a > 0}}\n"
    assert codes(items("  a: int32", "  checks: {k: a > 0}"), other=other) == ["GM621"]
    assert "GM621" in codes(items(), other=OTHER)
