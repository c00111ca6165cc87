"""What a model says once it is read: the game's own, and what the language promises of references, parts and defaults."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gamemodel import engine
from gamemodel.model import Default, Order, Per, Type
from gamemodel.source.files import read_files
from gamemodel.source.reader import read_model
from tests.unit.source.models import FILES, line, model, read

ROOT = Path(__file__).parents[3]


def test_the_game_s_model_has_no_finding() -> None:
    files, unreadable = read_files(ROOT)
    reading = read_model(files, engine.get, engine.NAMES)
    assert [line(each) for each in (*unreadable, *reading.diagnostics)] == []
    assert reading.model is not None
    assert [each.name for each in reading.model.entities] == [
        "logs",
        "messages",
        "orders",
        "payments",
        "sessions",
        "users",
    ]
    assert [(each.name, each.folder) for each in reading.model.topology.stores] == [
        ("cassandra", "cql"),
        ("mysql", "sql"),
        ("opensearch", "search_templates"),
        ("redis", "redis_keys"),
    ]


def test_a_reference_has_type_and_privacy_class_of_what_it_refers_to_through_a_chain() -> None:
    found = model(
        orders="""
home: mysql
identity: [id]
fields:
  id: uuid
  owner: {ref: gifts.giver, erase: rewrite}
mysql: {primary_key: [id]}
""",
        gifts="""
home: mysql
identity: [id]
fields:
  id: uuid
  giver: {ref: players.name}
mysql: {primary_key: [id]}
""",
    )
    owner = found.entity("orders").field("owner")
    assert owner.type == Type("string", min_length=3, length=32, pattern="^[a-z0-9_]+$")
    assert (owner.privacy, owner.erase) == ("pseudonym", "rewrite")
    assert found.entity("gifts").field("giver").erase == "delete-row"


def test_everything_an_entity_says_is_in_the_model() -> None:
    orders = model(
        orders="""
doc: A purchase.
owner: team-shop
home: mysql
identity: [id]
volume: {rows: 300M, writes: 10/s, per: {owner: 60/y, id: 3}, size: {note: 2kb}}
fields:
  id: {type: timeuuid, default: now}
  owner: {ref: players.name}
  price: money
  note?: {type: text(900), doc: What the player wrote., renamed_from: remark, deprecated: until 2027-01}
queries:
  of_owner: {store: mysql, by: [owner], order: {id: desc, price: asc}, limit: 50, p99: 10ms, rate: 6k/m}
mysql: {primary_key: [id]}
retention: {mysql: 90d, grace: 1d}
dropped: [colour]
"""
    ).entity("orders")
    assert (orders.doc, orders.owner, orders.home, orders.identity) == ("A purchase.", "team-shop", "mysql", ("id",))
    assert orders.volume is not None
    assert (orders.volume.rows, orders.volume.writes_per_s, orders.volume.size) == (3e8, 10.0, (("note", 2048),))
    assert orders.volume.per == (Per("owner", 60.0, 31_536_000), Per("id", 3.0, None))
    assert orders.field("id").default == Default("now")
    assert orders.field("price").columns == (
        ("price_amount", Type("decimal", precision=15, scale=4)),
        ("price_currency", Type("string", length=3)),
    )
    note = orders.field("note")
    assert (note.required, note.renamed_from, note.deprecated) == (False, "remark", "until 2027-01")
    (query,) = orders.queries
    assert query.order == (Order("id", descending=True), Order("price"))
    assert (query.limit, query.p99_ms, query.rate_per_s) == (50, 10.0, 100.0)
    assert (orders.retention.seconds("mysql"), orders.retention.grace_s) == (90 * 86_400, 86_400)
    assert orders.dropped == ("colour",)
    assert [block.store for block in orders.blocks] == ["mysql"]


def test_norway_and_other_words_stay_what_was_written() -> None:
    found = model(
        orders="""
home: mysql
identity: [id]
fields:
  id: uuid
  a: {type: string(8), default: no}
  b: {type: string(8), default: 012}
  c: {type: string(8), default: "now"}
mysql: {primary_key: [id]}
"""
    ).entity("orders")
    assert [found.field(name).default for name in "abc"] == [Default("no"), Default("012"), Default("now")]


def test_places_are_those_of_keys() -> None:
    players = model().entity("players")
    span = players.field("email").span
    assert span is not None
    assert (str(span), span.end_line, span.end_column) == ("schema/entities/players.yaml:5:3", 5, 48)
    assert str(players.queries[0].span) == "schema/entities/players.yaml:7:3"
    assert str(players.blocks[0].span) == "schema/entities/players.yaml:8:1"


def test_entities_may_lie_in_folders() -> None:
    reading = read({"schema/entities/social/gifts.yaml": FILES["schema/entities/players.yaml"]})
    assert reading.model is not None
    assert [each.name for each in reading.model.entities] == ["gifts", "players"]


def test_no_files_at_all() -> None:
    reading = read_model({}, engine.get, engine.NAMES)
    assert [line(each) for each in reading.diagnostics] == [
        "- GM122 schema/topology.yaml is missing; write it: model, regions, stores, roles",
        "- GM122 there is no entity below schema/entities/; write schema/entities/players.yaml",
    ]


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / "schema" / "entities"
    folder.mkdir(parents=True)
    (folder / "players.yaml").write_bytes("home: mysql\ndoc: Spieler Müller\n".encode("latin-1"))
    (folder / "gifts.yaml").write_bytes("\ufeffhome: mysql\n".encode())
    (tmp_path / "schema" / "history").mkdir()
    (tmp_path / "schema" / "history" / "notes.yaml").write_text("a: 1\n", encoding="utf-8")
    files, found = read_files(tmp_path)
    assert sorted(files) == ["schema/entities/gifts.yaml"]
    assert [line(each) for each in found] == [
        "schema/entities/players.yaml:2:15 GM101 the byte 0xfc is not UTF-8; save the file as UTF-8"
    ]


def test_a_byte_order_mark_and_dos_lines_make_no_difference() -> None:
    plain = read({}).model
    changed = read({path: "\ufeff" + text.replace("\n", "\r\n") for path, text in FILES.items()}).model
    assert plain is not None
    assert plain == changed


def test_the_same_model_whatever_the_hash_seed() -> None:
    code = (
        "from pathlib import Path; from gamemodel import engine; from gamemodel.source.files import read_files\n"
        "from gamemodel.source.reader import read_model\n"
        "print(repr(read_model(read_files(Path('.'))[0], engine.get, engine.NAMES)))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("2", "America/New_York"))
    }
    assert len(printed) == 1
    assert "Model(name='game'" in printed.pop()
