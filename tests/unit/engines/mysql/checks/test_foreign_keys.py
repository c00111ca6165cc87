"""Foreign keys that MySQL accepts."""

from __future__ import annotations

from tests.unit.engines.mysql.models import codes, items

OTHER = "identity: [id]\nfields:\n  id: uuid\n  n: int32\n  item: {ref: items.id, on_delete: %s}\nmysql: {%s}\n"


def test_foreign_keys_need_what_they_need() -> None:
    assert codes(items(), other=OTHER % ("cascade", "")) == []
    assert codes(items("", "  partitioning: {key: [id], count: 2}"), other=OTHER % ("cascade", "")) == [
        "GM624",
        "GM625",
    ]
    assert codes(items(), other=OTHER % ("set-null", "")) == ["GM624"]
    assert codes(items("", "  types: {id: char(36)}"), other=OTHER % ("restrict", "")) == ["GM624"]
