"""What is proved of a model: queries, keys, sizes, retention, names, flavours."""

from __future__ import annotations

import pytest

from gamemodel.engines.cassandra.block.sections import Block
from gamemodel.engines.cassandra.checks.size import partition_size
from tests.unit.engines.cassandra.models import checked, model

FIELDS = """
identity: [id]
volume: {rows: 19G, writes: 600/s, per: {sender: 60/d, receiver: 90/d}, size: {message: 180}}
fields:
  id: {type: ID, default: now}
  sender: handle
  receiver: handle
  message: text(2000)
  hits: int32
  state: status
  note?: string(9)
  at: timestamp
  tags?: {type: "set<string(8)>", max_size: 9}
queries: {q: {store: cassandra, QUERY}}
cassandra:
  COPIES
  tables: TABLES
retention: {cassandra: RETENTION}
"""


def find(
    tables: str,
    query: str = "by: [sender], order: {id: desc}",
    *,
    id_: str = "timeuuid",
    retention: str = "365d",
    copies: str = "copies: double-write",
    flavour: str = "cassandra-5.0",
    extra: str = "",
) -> dict[str, list[str]]:
    text = FIELDS.replace("TABLES", "{" + tables + "}").replace("QUERY", query).replace("ID", id_, 1)
    text = text.replace("COPIES", copies).replace("RETENTION", retention)
    return checked({"messages": text}, flavour, extra)


GOOD = "t: {serves: [q], partition: [sender, month(id)], cluster: {id: desc}}"


def test_a_good_table_has_no_findings() -> None:
    assert find(GOOD) == {}
    assert find(GOOD, "by: [sender], order: {id: asc}, range: id") == {}, "a table is read backwards too"


def test_the_first_designs_two_faults_are_told() -> None:
    """Its key is (sender, receiver, id) with `id timestamp`; both faults were seen on a real server."""
    first = "t: {serves: [q], partition: [sender], cluster: {receiver: asc, id: desc}}"
    found = find(first, id_="timestamp")
    assert found["GM305"] == ["t: id is a timestamp: two rows of the same millisecond are one row"]
    assert "ORDER BY id is refused: in the key of t, receiver comes first" in found["GM301"][0]
    assert "GM305" not in find(first)


@pytest.mark.parametrize(
    ("tables", "query", "said"),
    [
        ("t: {serves: [q], partition: [receiver], cluster: {id: desc}}", "by: [sender]", "receiver is not fixed"),
        (GOOD, "by: [sender]", "the query says no time"),
        (GOOD, "by: [sender], order: {hits: desc}", "says no time"),
        ("t: {serves: [q], partition: [sender], cluster: {id: desc}}", "by: [sender, receiver]", "receiver is not in the key"),
        ("t: {serves: [q], partition: [sender], cluster: [hits, id]}", "by: [sender, id]", "id comes after hits"),
        ("t: {serves: [q], partition: [sender], cluster: [hits, id]}", "by: [sender], range: id", "it comes after hits"),
        ("t: {serves: [q], partition: [sender], cluster: [id]}", "by: [sender], range: hits", "is not a clustering column"),
        ("t: {serves: [q], partition: [sender], cluster: {hits: asc, id: desc}}",
         "by: [sender], order: {hits: asc, id: asc}", "not in a mixture"),
        ("t: {serves: [q], partition: [sender], cluster: [id]}", "by: [sender], one: true", "may have several"),
        ("t: {serves: [q], partition: [sender], cluster: [id]}", "filter: [sender]", "may be left out"),
        ("t: {serves: [q], partition: [sender], cluster: [id]}", "by: [sender], match: [message]", "does not search in texts"),
        ("t: {partition: [sender], cluster: [id], indexes: {i: {on: state, serves: [q]}}}",
         "by: [sender, state], order: {id: desc}", "refused where an index is used"),
        ("t: {partition: [sender], cluster: [id], indexes: {i: {on: state, serves: [q]}}}", "by: [hits]", "hits is neither"),
    ],
)  # fmt: skip
def test_queries_that_no_key_answers(tables: str, query: str, said: str) -> None:
    found = find(tables, query, retention="30d")
    assert list(found) == ["GM301"] or "GM301" in found
    assert said in found["GM301"][0]


@pytest.mark.parametrize(
    ("tables", "query"),
    [
        ("t: {serves: [q], partition: [sender], cluster: [id]}", "by: [sender, id], one: true"),
        ("t: {serves: [q], partition: [sender], cluster: [hits, id]}", "by: [sender, hits], range: id"),
        ("t: {serves: [q], partition: [sender, day(at)], cluster: {at: desc, id: desc}}", "by: [sender], range: at"),
        (
            "t: {serves: [q], partition: [sender], cluster: {hits: desc, id: asc}}",
            "by: [sender], order: {hits: asc, id: desc}",
        ),
        ("t: {partition: [sender], cluster: [id], indexes: {i: {on: state, serves: [q]}}}", "by: [sender, state]"),
    ],
)
def test_queries_that_a_key_or_index_answers(tables: str, query: str) -> None:
    assert find(tables, query, retention="30d") == {}


def test_a_query_without_a_table_is_told_which_one_could() -> None:
    found = find("t: {why: x, partition: [sender, month(id)], cluster: {id: desc}}")
    assert found == {"GM300": ["no table serves the query q"]}


def test_idle_tables_and_indexes_say_why() -> None:
    found = find(GOOD + ", u: {partition: [receiver], cluster: [id], indexes: {i: {on: state}}}")
    assert found["GM304"] == ["table u serves no query", "index i serves no query"]


def test_an_index_without_a_partition_asks_every_node() -> None:
    found = find(
        "t: {partition: [sender], cluster: [id], indexes: {i: {on: state, serves: [q]}}}", "by: [state], rate: 9/s"
    )
    assert found["GM307"] == ["q asks every node of t 9 times a second"]


def test_partition_sizes_have_a_formula() -> None:
    text = FIELDS.replace("TABLES", "{" + GOOD + "}").replace("QUERY", "by: [sender], order: {id: desc}")
    text = text.replace("ID", "timeuuid", 1).replace("  COPIES\n", "").replace("RETENTION", "365d")
    made = model({"messages": text})
    ((entity, block),) = made.blocks(made.topology.store("cassandra"), Block)
    size = partition_size(entity, block, block.tables[0], "cassandra")
    assert size.rows == 60 * 31
    assert str(size).startswith("60 rows per 1 d of a sender x a month (31 d) x ")
    bare = "t: {serves: [q], partition: [sender], cluster: {id: desc}}"
    assert find(bare, retention="forever")["GM302"] == [
        "t: partitions grow without bound: 60 rows per 1 d of a sender, kept for ever"
    ]
    assert "GM303" not in find(bare)
    assert "a partition of more than 1 MB" in find(bare, extra="partition_warn: 1000000")["GM303"][0]
    hot = find("t: {serves: [q], partition: [month(id)], cluster: {id: desc}}", "order: {id: desc}")
    assert "t: id_month has few values" in hot["GM308"]
    assert "more than 2 billion cells in a partition: 600 writes/s x a month (31 d)" in hot["GM302"][0]
    unknown = "t: {serves: [q], partition: [state, month(id)], cluster: {id: desc}}"
    assert find(unknown, "by: [state], order: {id: desc}")["GM309"] == ["t: volume.per for state is missing"]


def test_rows_that_replace_each_other() -> None:
    found = find("t: {serves: [q], partition: [sender], cluster: {hits: asc}}", "by: [sender]")
    assert found["GM306"] == ["t: rows of different id replace each other: the key is (sender, hits)"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("partition: [sender, sender]", "sender is twice"),
        ("partition: [sender], cluster: [note]", "note is optional"),
        ("partition: [sender], cluster: [id], exclude: [id]", "id is part of the key and cannot be excluded"),
        ("partition: [sender, month(hits)]", "needs a time, and hits is int32"),
        ("partition: [sender], static: [note]", "there is no clustering column"),
        ("partition: [sender], cluster: [id], frozen: [hits]", "never frozen"),
        ("partition: [sender], counter: [note]", "cannot be counted"),
        ("partition: [sender], cluster: [id], indexes: {i: {on: sender, why: x}}", "is the whole partition key"),
        ("partition: [sender], cluster: [id], indexes: {i: {on: hits, over: keys, why: x}}", "there are no keys"),
        ("partition: [sender], cluster: [id], indexes: {i: {on: tags, over: keys, why: x}}", "only a map has keys"),
        (
            "partition: [sender], cluster: [id], indexes: {i: {on: tags, over: full, why: x}}",
            "by keys, values or entries",
        ),
        (
            "partition: [sender], cluster: [id], indexes: {i: {on: hits, why: x}, j: {on: hits, why: x}}",
            "the same index",
        ),
    ],
)
def test_tables_that_the_server_would_not_make(table: str, said: str) -> None:
    assert any(said in each for each in find(f"t: {{{table}, why: x}}, " + GOOD.replace("t:", "g:"))["GM310"])


@pytest.mark.parametrize(
    ("base", "view", "said"),
    [
        ("cluster: [id]", "partition: [receiver], cluster: [id]", "must hold sender too"),
        ("cluster: [id]", "partition: [receiver, hits], cluster: [id, sender]", "not hits, receiver"),
        ("cluster: {id: desc}", "partition: [id], cluster: [sender]", "sorts id descending"),
        ("cluster: [id], static: [note]", "partition: [receiver], cluster: [id, sender]", "static columns"),
        ("cluster: [id]", "partition: [receiver], cluster: [id, sender], options: {ttl: 1d}", "no TTL of its own"),
    ],
)
def test_views_that_the_server_would_not_make(base: str, view: str, said: str) -> None:
    tables = f"t: {{serves: [q], partition: [sender], {base}}}, v: {{why: x, {view}}}"
    assert any(said in each for each in find(tables, copies="copies: view")["GM311"])


def test_retention_decides_about_expiry() -> None:
    found = find(GOOD.replace("}}", "}, options: {ttl: 1d}}"))
    assert found["GM500"] == ["t: ttl 86400 s, but rows are kept 31536000 s"]
    counted = find(GOOD + ", c: {why: x, partition: [sender], counter: [hits]}")
    assert counted["GM501"] == ["c: counters do not expire after 365 d"]
    window = "options: {compaction: {class: TimeWindowCompactionStrategy, compaction_window_size: 1, compaction_window_unit: HOURS}}"
    assert "8760 compaction windows in 365 d" in find(GOOD.replace("}}", "}, " + window + "}"))["GM502"][0]


def test_a_type_must_hold_every_value() -> None:
    assert find(GOOD, copies="types: {hits: smallint}")["GM312"] == ["smallint does not hold every int32 (hits)"]
    assert find(GOOD, copies="types: {hits: bigint}") == {}
    assert "not declared" in find(GOOD, copies="types: {note: frozen<nope>}")["GM310"][0]


def test_names_and_what_a_flavour_lacks() -> None:
    name = "t" * 60
    assert find(GOOD.replace("t:", f"{name}:", 1)) == {}
    assert find(GOOD.replace("t:", f"{name}:", 1), flavour="keyspaces")["GM600"] == [
        f"table {name} is longer than 48 characters"
    ]
    found = find(
        "t: {serves: [q], partition: [sender, month(id)], cluster: {id: desc}, masked: {note: DEFAULT}, "
        "indexes: {i: {on: state, why: x}}, options: {compaction: {class: UnifiedCompactionStrategy}}}, "
        "v: {why: x, partition: [sender, month(id)], cluster: [id, receiver]}",
        copies="copies: view",
        flavour="keyspaces",
    )
    assert sorted(found["GM601"]) == [
        "t: keyspaces has no masks",
        "t: keyspaces has no secondary indexes",
        "v: keyspaces has no materialized views",
    ]
    assert found["GM603"] == ["t: keyspaces ignores compaction"]
    only = find(GOOD.replace("}}", "}, options: {tags: {team: x}}}"))
    assert only["GM604"] == ["t: tags is an option of Amazon Keyspaces"]
