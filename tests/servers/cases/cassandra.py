"""Cassandra in the conformance suite: one table, in one cluster that spans two data centres."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from tests.servers.cases import ByHand, Case

ENTITY = """\
doc: A thing that a player owns.
owner: team
home: cassandra
identity: [owner, id]
volume: {rows: 1k, per: {owner: 10}}
fields:
  id: timeuuid
  owner: string(40)
  title: string(64)
queries:
  owned: {store: cassandra, by: [owner], order: {id: desc}, page: 20}
cassandra:
  tables:
    items: {serves: [owned], partition: [owner], cluster: {id: desc}}
retention: {cassandra: 90d}
"""


@cache
def session(url: str) -> Any:
    from cassandra.cluster import Cluster

    place = urlsplit(url)
    return Cluster([place.hostname], port=place.port or 9042, protocol_version=5).connect()


def cql(statement: str) -> Callable[[str, str], None]:
    def do(url: str, name: str) -> None:
        session(url).execute(statement.replace("NAME", name), timeout=60)

    return do


def drop(url: str, name: str) -> None:
    for keyspace in (name, f"{name}_gamemodel"):
        session(url).execute(f"DROP KEYSPACE IF EXISTS {keyspace}", timeout=60)


CASE = Case(
    engine="cassandra",
    store="cassandra: {flavour: cassandra-5.0, scope: spanning, keyspace: NAME, replication: 3}",
    entity=ENTITY,
    additive=("  title: string(64)\n", "  title: string(64)\n  guild?: string(32)\n"),
    second_additive=("  guild?: string(32)\n", "  guild?: string(32)\n  colour?: string(16)\n"),
    destructive=("  guild?: string(32)\n  colour?: string(16)\n", "  guild?: string(32)\ndropped: [colour]\n"),
    by_hand=(
        ByHand("a column", cql("ALTER TABLE NAME.items ADD hacked int"), "hacked"),
        ByHand("a column dropped", cql("ALTER TABLE NAME.items DROP title"), "title"),
        ByHand("an option", cql("ALTER TABLE NAME.items WITH default_time_to_live = 60"), "ttl of items"),
        ByHand("an index", cql("CREATE INDEX sneaky ON NAME.items (hacked)"), "sneaky"),
        ByHand("a type", cql("CREATE TYPE NAME.pair (a int, b int)"), "pair"),
        ByHand("a table", cql("CREATE TABLE NAME.shadow (id int PRIMARY KEY)"), "shadow"),
        ByHand("a table dropped", cql("DROP TABLE NAME.items"), "items"),
    ),
    drop=drop,
    settings={"replicas": "1"},
)
