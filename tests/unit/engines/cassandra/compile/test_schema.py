"""The model of one store -> its keyspace."""

from __future__ import annotations

from gamemodel.engine import get
from gamemodel.engines.cassandra.schema import Clustering, Column, Index, UserType, View
from gamemodel.topology import Target
from tests.unit.engines.cassandra.models import compiled, model, target

FIELDS = """
identity: [id]
volume: {rows: 1M, writes: 1/s, per: {owner: 60/d, receiver: 9/d}}
fields:
  id: {type: timeuuid, default: now}
  owner: handle
  receiver: handle
  price: money
  hits: int32
  tags?: {type: "set<string(8)>", max_size: 9}
  state: {type: status, default: open}
  guild?: {type: string(32), renamed_from: clan, fill: none}
dropped: [legacy]
queries: {of_owner: {store: cassandra, by: [owner], order: {id: desc}}}
cassandra:
"""


def test_a_time_bucket_is_a_stored_column() -> None:
    body = "  tables: {t: {partition: [owner, month(id)], cluster: {id: desc}}, h: {partition: [owner, hour(id)], cluster: [id]}}\n"
    tables = {each.name: each for each in compiled({"e": FIELDS + body + "retention: {cassandra: 30d}"}).schema.tables}
    assert tables["t"].partition == ("owner", "id_month")
    assert tables["t"].clustering == (Clustering("id", True),)
    assert tables["t"].column("id_month") == Column("id_month", "date")
    assert tables["h"].column("id_hour") == Column("id_hour", "timestamp")
    assert tables["t"].option("default_time_to_live") == "2592000"


def test_parts_are_columns_unless_they_are_stored_as_a_user_type() -> None:
    plain = compiled({"e": FIELDS + "  tables: {t: {partition: [owner], cluster: {id: asc}}}\n"}).schema
    assert plain.types == ()
    assert plain.tables[0].column("price_amount") == Column("price_amount", "decimal")
    typed = compiled(
        {"e": FIELDS + "  types: {price: frozen<money>}\n  tables: {t: {partition: [owner], cluster: [id]}}\n"}
    )
    assert typed.schema.types == (UserType("money", (("amount", "decimal"), ("currency", "text"))),)
    assert typed.schema.tables[0].column("price") == Column("price", "frozen<money>")


def test_user_types_of_the_store_hold_others_frozen() -> None:
    extra = "types: {point: {x: int, y: int}, line: {a: point, b: 'list<point>'}}"
    found = compiled({"e": FIELDS + "  tables: {t: {partition: [owner], cluster: [id]}}\n"}, extra=extra).schema.types
    assert found[0] == UserType("line", (("a", "frozen<point>"), ("b", "list<frozen<point>>")))


def test_a_table_may_hold_less_or_count() -> None:
    body = (
        "  tables: {t: {partition: [owner], cluster: [id], only: [state]}, c: {partition: [owner], counter: [hits]}, "
    )
    body += "x: {partition: [owner], cluster: [id], exclude: [price, tags], static: [state], frozen: [], masked: {hits: DEFAULT}}}\n"
    tables = {each.name: each for each in compiled({"e": FIELDS + body}).schema.tables}
    assert [each.name for each in tables["t"].columns] == ["id", "owner", "state"]
    assert tables["c"].columns == (Column("hits", "counter"), Column("owner", "text"))
    assert tables["x"].column("state") == Column("state", "tinyint", "static")
    assert tables["x"].column("hits") == Column("hits", "int", "regular", "mask_default()")
    assert tables["x"].column("price_amount") is None


def test_copies_are_views_where_the_model_says_so() -> None:
    body = "  copies: view\n  tables: {t: {partition: [owner], cluster: [id]}, "
    body += "v: {partition: [receiver], cluster: [id, owner], exclude: [hits]}}\n"
    schema = compiled({"e": FIELDS + body}).schema
    assert [each.name for each in schema.tables] == ["t"]
    (view,) = schema.views
    assert isinstance(view, View)
    assert (view.base, view.partition, view.where) == ("t", ("receiver",), "")
    assert "hits" not in view.columns
    assert "price_amount" in view.columns


def test_indexes_take_the_form_that_fits_their_column() -> None:
    body = "  tables: {t: {partition: [owner], cluster: [id], frozen: [], indexes: {a: {on: tags}, b: {on: hits, using: legacy}}}, "
    body += "f: {partition: [owner], cluster: [id], frozen: [tags], indexes: {c: {on: tags, using: legacy}}}}\n"
    tables = {each.name: each for each in compiled({"e": FIELDS + body}).schema.tables}
    assert tables["t"].indexes == (Index("a", "tags", "values", "sai"), Index("b", "hits"))
    assert tables["f"].indexes == (Index("c", "tags", "full"),)


def test_hints_say_what_was_renamed_dropped_and_is_filled() -> None:
    hints = compiled({"e": FIELDS + "  tables: {t: {partition: [owner], cluster: [id]}}\n"}).hints
    assert ("game.t.clan", "game.t.guild") in hints.renames
    assert {"game.t.legacy", "game.legacy"} <= set(hints.dropped)
    assert (
        dict(hints.fills) == {"game.t.guild": "'none'", "game.t.state": "1"}
        or dict(hints.fills)["game.t.guild"] == "'none'"
    )
    span = hints.span("game.t.guild")
    assert span is not None
    assert span.file == "schema/entities/e.yaml"
    assert hints.span("game.t.index:none") == hints.span("game.t")


def test_replication_is_the_targets() -> None:
    made = model({"e": FIELDS + "  tables: {t: {partition: [owner], cluster: [id]}}\n"})
    store = made.topology.store("cassandra")
    engine = get("cassandra")

    def literal(*regions: str, **settings: str) -> str:
        return engine.bindings(engine.empty(), Target(store, "x", regions, "", settings=tuple(settings.items()))).get(
            "replication"
        )

    assert literal("eu-west-1") == "{'class': 'NetworkTopologyStrategy', 'eu-west-1': '3'}"
    assert literal("eu-west-1", "us-east-1", **{"datacentre.us-east-1": "dc2", "replicas": "1"}) == (
        "{'class': 'NetworkTopologyStrategy', 'eu-west-1': '1', 'dc2': '1'}"
    )
    assert engine.bindings(engine.empty(), target("")).get("replication").count("'1'") == 2
