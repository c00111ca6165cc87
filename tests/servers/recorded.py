"""Loads the ledgers that another version recorded (tests/fixtures) into real servers, as those servers stored them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.servers.cases.cassandra import session
from tests.servers.cases.mysql import connection
from tests.servers.cases.opensearch import call
from tests.servers.cases.redis import client

OWN_SETTINGS = ("creation_date", "uuid", "version", "provided_name")


def load_ledgers(folder: Path, urls: Mapping[tuple[str, str], str]) -> None:
    """Every ledger of `folder`; the heads name the servers' own clusters, as for a server that was recorded itself."""
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text())
        target, raw = data["target"], data["raw"]
        if not target["replica"]:
            LOADERS[target["store"]](urls[target["store"], target["regions"][0]], raw)


def load_cassandra(url: str, raw: Any) -> None:
    for statement in raw["create"]:
        session(url).execute(statement, timeout=60)
    for table, rows in raw["rows"].items():
        for row in rows:
            session(url).execute(f"INSERT INTO {raw['keyspace']}.{table} JSON %s", (json.dumps(row),), timeout=60)


def load_mysql(url: str, raw: Any) -> None:
    with connection(url) as link, link.cursor() as cursor:
        cursor.execute(raw["create_database"])
        cursor.execute(f"USE `{raw['database']}`")
        cursor.execute("SELECT @@server_uuid")
        (cluster,) = cursor.fetchone()
        for statement in raw["create"].values():
            cursor.execute(statement)
        for table, rows in raw["rows"].items():
            for row in rows:
                values = row | ({"cluster": cluster} if table == "gamemodel_head" else {})
                marks = ", ".join(["%s"] * len(values))
                cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def load_opensearch(url: str, raw: Any) -> None:
    settings = {name: value for name, value in raw["settings"]["index"].items() if name not in OWN_SETTINGS}
    call(url, "PUT", raw["index"], {"settings": {"index": settings}, "mappings": raw["mappings"]})
    for document in raw["documents"]:
        if document["_source"]["kind"] == "head":
            document["_source"]["head"]["cluster"] = call(url, "GET", "")["cluster_uuid"]
        call(url, "PUT", f"{raw['index']}/_create/{document['_id']}", document["_source"])
    call(url, "POST", f"{raw['index']}/_refresh")


def load_redis(url: str, raw: Any) -> None:
    with client(url) as redis:
        for key, fields in raw["hashes"].items():
            redis.hset(key, mapping=fields)
        for key, text in raw["strings"].items():
            redis.set(key, text)


LOADERS = {"cassandra": load_cassandra, "mysql": load_mysql, "opensearch": load_opensearch, "redis": load_redis}


def await_replica(writer: str, replica: str) -> None:
    """Returns when the replica has applied everything that the writer has."""
    with connection(writer) as link, link.cursor() as cursor:
        cursor.execute("SELECT @@global.gtid_executed")
        (written,) = cursor.fetchone()
    with connection(replica) as link, link.cursor() as cursor:
        cursor.execute("SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, 60)", (written,))
        assert cursor.fetchone() == (0,), "the replica does not follow"
