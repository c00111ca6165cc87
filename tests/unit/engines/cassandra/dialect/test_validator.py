"""Which statements a flavour takes and refuses."""

from __future__ import annotations

import pytest

from gamemodel.engines.cassandra.dialect.validator import validate_statement

TAKEN = (
    "CREATE KEYSPACE k WITH replication = {'class': 'SingleRegionStrategy'}",
    "ALTER KEYSPACE k WITH replication = {'class': 'NetworkTopologyStrategy', 'eu-west-1': '3', 'us-east-1': '3'}",
    "CREATE TABLE k.t (a int, s text STATIC, b int, PRIMARY KEY (a, b)) WITH CLUSTERING ORDER BY (b DESC) AND comment = 'no INDEX'",
    "CREATE TABLE k.t (a int PRIMARY KEY) WITH CUSTOM_PROPERTIES = {'capacity_mode': {'throughput_mode': 'PAY_PER_REQUEST'}}",
    "ALTER TABLE k.t ADD c frozen<map<text, int>>",
    "ALTER TABLE k.t ADD (c text, d int)",
    "ALTER TABLE k.t WITH default_time_to_live = 5",
    "ALTER TABLE k.t WITH CUSTOM_PROPERTIES = {'ttl': {'status': 'enabled'}}",
    "CREATE TYPE k.p (x int)",
    "DROP TYPE k.p",
    "DROP TABLE k.t",
    "DROP KEYSPACE k",
    "UPDATE k.t SET c = 'ALTER TABLE x DROP y' WHERE a = 1",
)
REFUSED = {
    "CREATE INDEX i ON k.t (a)": "no secondary indexes",
    "create custom index i on k.t (a) using 'sai'": "no secondary indexes",
    "DROP INDEX k.i": "no secondary indexes",
    "CREATE MATERIALIZED VIEW k.v AS SELECT * FROM k.t WHERE a IS NOT NULL PRIMARY KEY (a)": "no materialized views",
    "DROP MATERIALIZED VIEW k.v": "no materialized views",
    "ALTER TYPE k.p ADD y int": "cannot alter a type",
    "ALTER TYPE k.p RENAME x TO y": "cannot alter a type",
    "ALTER TABLE k.t DROP c": "cannot drop a column",
    "ALTER TABLE k.t RENAME a TO b": "cannot rename a column",
    "ALTER TABLE k.t ALTER a MASKED WITH DEFAULT": "neither types nor masks",
    "ALTER TABLE k.t ADD s int STATIC": "no static column",
    "CREATE TABLE k.t (a int PRIMARY KEY) WITH id = 5a1c395e-b41f-11e5-9f22-ba0be0483c18": "draws table ids",
    "CREATE TABLE k.t (a int PRIMARY KEY, v vector<float, 3>)": "no vectors",
    "CREATE TABLE k.t (a int PRIMARY KEY, m text MASKED WITH mask_default())": "no masks",
    "CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}": "SingleRegionStrategy",
    "CREATE FUNCTION k.f (a int) RETURNS int LANGUAGE java AS $$ x $$": "no functions",
    "CREATE TRIGGER t ON k.t USING 'x'": "no functions or triggers",
    "TRUNCATE k.t": "no TRUNCATE",
    "CREATE ROLE r": "through IAM",
    "ALTER TABLE k.t WITH default_time_to_live = 5 AND CUSTOM_PROPERTIES = {'ttl': {'status': 'enabled'}}": "one custom property",
}


@pytest.mark.parametrize("text", TAKEN)
def test_keyspaces_takes_these(text: str) -> None:
    assert validate_statement(text, "keyspaces") == ()


@pytest.mark.parametrize("text", REFUSED)
def test_keyspaces_refuses_these(text: str) -> None:
    assert any(REFUSED[text] in reason for reason in validate_statement(text, "keyspaces"))


def test_cassandra_takes_them_all_but_what_is_amazons_own() -> None:
    for text in (*TAKEN, *REFUSED):
        assert bool(validate_statement(text, "cassandra-5.0")) == ("CUSTOM_PROPERTIES" in text)
