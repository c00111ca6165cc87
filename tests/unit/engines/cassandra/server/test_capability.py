"""Which steps a server takes, by its flavour and settings."""

from __future__ import annotations

from gamemodel.engines.cassandra.server.capability import capability_of
from gamemodel.step import Statement


def test_a_server_is_judged_by_its_settings_too() -> None:
    view = Statement("k.v", "CREATE MATERIALIZED VIEW k.v AS SELECT * FROM k.t WHERE a IS NOT NULL PRIMARY KEY (a)")
    mask = Statement("k.t.a", "ALTER TABLE k.t ALTER a MASKED WITH mask_default()")
    assert capability_of(view, "cassandra-5.0", {}).kind == "send"
    assert capability_of(view, "cassandra-5.0", {"materialized_views_enabled": "false"}).kind == "refuse"
    assert capability_of(mask, "cassandra-5.0", {"dynamic_data_masking_enabled": "false"}).help
    table = Statement("k.t", "CREATE TABLE k.t (\n    a int,\n    PRIMARY KEY (a)\n) WITH id = ${id}", draws=("id",))
    assert capability_of(table, "keyspaces", {}).kind == "send"
