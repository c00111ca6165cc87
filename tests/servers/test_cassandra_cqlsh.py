"""The generated .cql files do the same work in cqlsh, without gamemodel."""

from __future__ import annotations

import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from gamemodel.change import Hints
from gamemodel.engine import Pace, get
from gamemodel.engines.cassandra.schema import EMPTY, Schema
from gamemodel.engines.cassandra.server.connect import CassandraServer
from gamemodel.make import assemble
from gamemodel.migration import Link, Revision
from gamemodel.topology import Target
from tests.unit.engines.cassandra.models import model

ENGINE = get("cassandra")
EVERYTHING = """
identity: [id]
volume: {rows: 1M, writes: 1/s, per: {owner: 60/d, title: 5}}
fields:
  id:     {type: timeuuid, default: now}
  owner:  handle
  title:  string(20)
  price:  money
  total:  money
  tags?:  {type: "set<string(8)>", max_size: 9}
  marks?: {type: "map<string(8),int32>", max_size: 9}
  motto?: string(64)
  order:  int32
queries:
  of_owner: {store: cassandra, by: [owner], order: {id: desc}, range: id}
  tagged:   {store: cassandra, by: [owner, tags], range: id}
  by_title: {store: cassandra, by: [title]}
cassandra:
  types: {total: frozen<money>}
  tables:
    things:
      serves: [of_owner]
      partition: [owner, month(id)]
      cluster: {id: asc}
      static: [motto]
      frozen: [marks]
      masked: {title: "mask_inner(1, 1)"}
      options: {comment: "it's; -- a /* comment", compaction: {class: LeveledCompactionStrategy}, gc_grace: 2d}
      indexes: {things_by_tag: {on: tags, serves: [tagged]}}
    things_by_title: {serves: [by_title], partition: [title], cluster: {id: desc}, exclude: [motto]}
    plain: {why: the base of a view, partition: [owner], cluster: {id: asc}, exclude: [motto]}
retention: {cassandra: 90d}
"""
VIEWS = """
identity: [id]
volume: {rows: 1M, writes: 1/s, per: {owner: 60/d, item: 100}}
fields: {id: {type: timeuuid, default: now}, owner: handle, item: handle, note?: text(100)}
queries:
  of_owner: {store: cassandra, by: [owner], order: {id: asc}}
  of_item: {store: cassandra, by: [item], order: {id: asc}}
cassandra:
  copies: view
  tables:
    gifts: {serves: [of_owner], partition: [owner], cluster: {id: asc}}
    gifts_by_item: {serves: [of_item], partition: [item], cluster: {id: asc, owner: asc}}
retention: {cassandra: 90d}
"""


def cqlsh(url: str, text: str, path: Path) -> None:
    path.write_text(text)
    place = urlsplit(url)
    command = [str(Path(sys.executable).parent / "cqlsh"), str(place.hostname), str(place.port), "-f", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr, done.stderr


def test_the_head_and_the_first_revision_are_run_by_cqlsh(urls: dict[tuple[str, str], str], tmp_path: Path) -> None:
    keyspace = f"gm_c_{uuid.uuid4().hex[:8]}"
    url = urls["cassandra", "eu-west-1"]
    made = model({"things": EVERYTHING, "gifts": VIEWS}, keyspace=keyspace)
    store = made.topology.store("cassandra")
    assert [each for each in ENGINE.check(made, store) if each.is_error] == []
    schema: Schema = ENGINE.compile(made, store).schema
    assert {type(each).__name__ for each in (*schema.tables, *schema.views, *schema.types)} == {
        "Table",
        "View",
        "UserType",
    }
    migration = assemble("cassandra", EMPTY, ENGINE.diff(EMPTY, schema, Hints()))
    assert migration is not None
    link = Link(Revision(1, "0001_ab12cd34", "initial", "", "1", (migration,)), None)
    up, down = ENGINE.migration_files(link, migration, store)
    assert (up.path, down.path) == ("cql/0001_initial.cql", "cql/0001_initial.down.cql")
    (head,) = ENGINE.head_files(schema, made, store)
    with ENGINE.connect(Target(store, "local", ("eu-west-1", "us-east-1"), url), "game") as server:
        assert isinstance(server, CassandraServer)
        for text in (up.text, head.text):
            cqlsh(url, text, tmp_path / "up.cql")
            server.connection.agree(10)
            live = server.introspect(schema, Pace())
            assert [c.describe() for c in ENGINE.diff(live, schema, Hints()).changes] == []
            assert live == schema
            cqlsh(url, down.text, tmp_path / "down.cql")
            server.connection.agree(10)
            assert server.introspect(schema, Pace()) == EMPTY
