"""Blocks and store keys are read with every error at its place."""

from __future__ import annotations

from tests.unit.engines.mysql.models import codes, items, read


def test_an_unknown_flavour_is_an_unknown_name() -> None:
    """GM628 is documented, but the reader of topology.yaml finds an unknown flavour first."""
    assert codes(items(), "mysql-5.7") == ["GM110"]
    assert codes(items(), "mysql-8.4") == []


def test_every_error_of_a_block_is_found_at_once() -> None:
    _, found = read({"items": items("  a: int32", "  options: {colour: red}\n  types: {zz: int}")})
    assert {each.code for each in found} == {"GM627", "GM629"}
    assert all(each.span and each.span.file == "schema/entities/items.yaml" for each in found)
