"""A real OpenSearch: the ledger's and the lock's compare-and-set, templates seen at work, live indices, swaps, hand-made changes."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from gamemodel.change import Change, Hints
from gamemodel.engine import Outcome, Pace, get
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.dialect.lifecycle.types import Lifecycle, Phase, PhaseName, Rollover
from gamemodel.engines.opensearch.dialect.mappings import read_mapping
from gamemodel.engines.opensearch.dialect.ownership import owner
from gamemodel.engines.opensearch.schema import Component, Field, Indices, Mapping, Policy, Schema, Template
from gamemodel.engines.opensearch.server.connect import SearchServer
from gamemodel.engines.opensearch.server.lock import LockDocument
from gamemodel.errors import CheckFailed, LedgerConflict, LockHeld, ServerRefused, Unreachable, UsageError
from gamemodel.ledger import Entry, Head, Holder
from gamemodel.named import put
from gamemodel.step import Backfill, Bindings, Check, Statement
from gamemodel.topology import Scope, Store, Target
from tests.unit.engines.opensearch.models import ORDERS, compiled, edited

ENGINE = get("opensearch")
FIELDS = {
    "id": {"type": "keyword"},
    "amount": {"type": "integer"},
    "price": {"type": "scaled_float", "scaling_factor": 10000},
}
META = {"managed_by": "gamemodel", "model": "live", "store": "opensearch"}
MAPPING = read_mapping({"_meta": META, "dynamic": "false", "properties": FIELDS})
SETTINGS = (("number_of_replicas", "2"), ("number_of_shards", "1"), ("refresh_interval", "1s"))


def target(url: str, prefix: str, **settings: str) -> Target:
    store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), Options(prefix=prefix))
    return Target(store, "local", ("eu-west-1",), url, settings=tuple({"replicas": "0", **settings}.items()))


@pytest.fixture
def prefix() -> str:
    return f"live{uuid.uuid4().hex[:8]}-"


@pytest.fixture
def address(urls: dict[tuple[str, str], str]) -> str:
    return urls["opensearch", "eu-west-1"]


@pytest.fixture
def server(address: str, prefix: str) -> Iterator[SearchServer]:
    with ENGINE.connect(target(address, prefix), prefix.rstrip("-")) as opened:
        assert isinstance(opened, SearchServer)
        yield opened
        for path in (
            f"_data_stream/{prefix}*",
            f"{prefix}*",
            f"_index_template/{prefix}*",
            f"_component_template/{prefix}*",
        ):
            opened.wire.ask("DELETE", path)
        opened.wire.ask("DELETE", opened.ledger_index.index)


def rolling(prefix: str, mapping: Mapping = MAPPING, **more: Any) -> Schema:
    name = f"{prefix}orders"
    template = Template(name, (f"{name}-*",), 1, mapping=mapping, settings=SETTINGS, meta=owner("live", "opensearch"))
    return Schema(templates=(template,), indices=(Indices(name, "rolling", f"{name}-*", mapping, SETTINGS, **more),))


def other_kinds(prefix: str) -> Schema:
    """A stream, a rebuilt alias and a single index."""
    stamped = read_mapping({"dynamic": "false", "properties": {"at": {"type": "date"}}})
    return Schema(
        templates=(
            Template(f"{prefix}logs", (f"{prefix}logs",), 1, mapping=stamped, settings=SETTINGS, stream="at"),
            Template(f"{prefix}users", (f"{prefix}users-*",), 1, mapping=MAPPING, settings=SETTINGS),
        ),
        indices=(
            Indices(f"{prefix}bans", "single", f"{prefix}bans", MAPPING, SETTINGS),
            Indices(f"{prefix}logs", "stream", f"{prefix}logs", stamped, SETTINGS),
            Indices(f"{prefix}users", "rebuilt", f"{prefix}users-*", MAPPING, SETTINGS),
        ),
    )


def with_field(schema: Schema, field: Field) -> Schema:
    def wider(mapping: Mapping) -> Mapping:
        kept = tuple(each for each in mapping.fields if each.name != field.name)
        return replace(mapping, fields=tuple(sorted((*kept, field), key=lambda each: each.name)))

    return replace(
        schema,
        templates=tuple(replace(each, mapping=wider(each.mapping)) for each in schema.templates),
        indices=tuple(replace(each, mapping=wider(each.mapping)) for each in schema.indices),
    )


def bound(server: SearchServer, schema: Schema) -> Bindings:
    return ENGINE.bindings(schema, server.target)


def apply(server: SearchServer, old: Schema, new: Schema) -> list[Change[Schema]]:
    difference = ENGINE.diff(old, new, Hints())
    assert difference.refusals == ()
    state = old
    for change in difference.changes:
        for step in change.steps(state):
            list(server.run(step, bound(server, new), None))
        state = change.apply_to(state)
    return list(difference.changes)


def drift(server: SearchServer, expected: Schema) -> list[str]:
    live = server.introspect(expected, Pace())
    difference = ENGINE.diff(expected, live, Hints())
    return [each.describe() for each in difference.changes] + [each.describe for each in difference.refusals]


def live_index(server: SearchServer, name: str) -> Any:
    return server.wire.ask("GET", name).body[name]


def test_the_templates_effect_is_seen_on_an_index_made_from_it(server: SearchServer, prefix: str) -> None:
    apply(server, Schema(), rolling(prefix))
    first = live_index(server, f"{prefix}orders-000001")
    assert first["mappings"]["properties"] == FIELDS | {"price": {"type": "scaled_float", "scaling_factor": 10000.0}}
    assert first["settings"]["index"]["number_of_replicas"] == "0"
    assert first["aliases"] == {f"{prefix}orders": {"is_write_index": True}}
    rolled = server.wire.ask("POST", f"{prefix}orders/_rollover").body
    assert rolled["new_index"] == f"{prefix}orders-000002"
    assert live_index(server, rolled["new_index"])["mappings"] == first["mappings"]
    assert drift(server, rolling(prefix)) == []


def test_a_new_field_reaches_the_live_indices_of_every_kind(server: SearchServer, prefix: str) -> None:
    both = Schema(
        templates=(*rolling(prefix).templates, *other_kinds(prefix).templates),
        indices=(*rolling(prefix).indices, *other_kinds(prefix).indices),
    )
    both = replace(
        both,
        templates=tuple(sorted(both.templates, key=lambda each: each.name)),
        indices=tuple(sorted(both.indices, key=lambda each: each.name)),
    )
    apply(server, Schema(), both)
    server.wire.ask("PUT", f"{prefix}users-20260101")
    apply(server, both, with_field(both, Field("guild", "keyword")))
    assert drift(server, with_field(both, Field("guild", "keyword"))) == []
    for name in ("orders-000001", "users-20260101", "bans"):
        assert live_index(server, prefix + name)["mappings"]["properties"]["guild"] == {"type": "keyword"}
    backing = server.wire.ask("GET", f"{prefix}logs/_mapping").body
    assert [each["mappings"]["properties"]["guild"] for each in backing.values()] == [{"type": "keyword"}]


def test_a_dropped_field_stays_and_is_known(server: SearchServer, prefix: str) -> None:
    old, new = with_field(rolling(prefix), Field("guild", "keyword")), rolling(prefix)
    apply(server, Schema(), old)
    apply(server, old, new)
    assert "guild" in live_index(server, f"{prefix}orders-000001")["mappings"]["properties"]
    assert drift(server, new) == []
    with_other = with_field(new, Field("clan", "text"))
    apply(server, new, with_other)
    apply(server, with_other, new)
    assert drift(server, new) == []


def test_another_type_comes_with_the_next_index_where_the_model_says_so(server: SearchServer, prefix: str) -> None:
    old = rolling(prefix)
    new = with_field(old, Field("amount", "long"))
    refused = ENGINE.diff(old, new, Hints())
    assert [each.code for each in refused.refusals] == ["GM240"]
    assert any("from_next_index: [amount]" in way for way in refused.refusals[0].help)
    new = replace(new, indices=tuple(replace(each, mixed=("amount",)) for each in new.indices))
    apply(server, Schema(), old)
    apply(server, old, new)
    assert live_index(server, f"{prefix}orders-000001")["mappings"]["properties"]["amount"] == {"type": "integer"}
    assert live_index(server, f"{prefix}orders-000002")["mappings"]["properties"]["amount"] == {"type": "long"}
    assert drift(server, new) == []


def by_hand(prefix: str) -> dict[str, tuple[list[tuple[str, str, Any]], str]]:
    """What a person does to a live server, and a word of what must be found."""
    orders, first = f"{prefix}orders", f"{prefix}orders-000001"
    body = {
        "index_patterns": [f"{orders}-*"],
        "priority": 1,
        "template": {"settings": {"number_of_shards": 1, "refresh_interval": "1s"}},
    }
    return {
        "field added": (
            [("PUT", f"{first}/_mapping", {"properties": {"hacked": {"type": "keyword"}}})],
            "has hacked keyword",
        ),
        "parameter changed": (
            [("PUT", f"{first}/_mapping", {"properties": {"id": {"type": "keyword", "ignore_above": 9}}})],
            "ignore_above 9",
        ),
        "multi-field": (
            [
                (
                    "PUT",
                    f"{first}/_mapping",
                    {"properties": {"id": {"type": "keyword", "fields": {"t": {"type": "text"}}}}},
                )
            ],
            "id.t text",
        ),
        "dynamic": ([("PUT", f"{first}/_mapping", {"dynamic": "true"})], "dynamic"),
        "setting": ([("PUT", f"{first}/_settings", {"index": {"refresh_interval": "30s"}})], "refresh_interval 30s"),
        "another setting": (
            [("PUT", f"{first}/_settings", {"index": {"max_result_window": 5}})],
            "max_result_window 5",
        ),
        "replicas": ([("PUT", f"{first}/_settings", {"index": {"number_of_replicas": 1}})], "number_of_replicas 1"),
        "blocked": ([("PUT", f"{first}/_settings", {"index": {"blocks.write": True}})], "blocks.write true"),
        "template": ([("PUT", f"_index_template/{orders}", body)], "index template"),
        "template gone": ([("DELETE", f"_index_template/{orders}", None)], "- index template"),
        "template beside": (
            [("PUT", f"_index_template/{prefix}x", {"index_patterns": [f"{prefix}x*"]})],
            f"+ index template {prefix}x",
        ),
        "component beside": (
            [("PUT", f"_component_template/{prefix}c", {"template": {}})],
            f"+ component template {prefix}c",
        ),
        "index beside": ([("PUT", f"{prefix}stray", None)], "an index that the model does not know"),
        "index under the pattern": ([("PUT", f"{orders}-foo", None)], "not behind the alias"),
        "alias beside": ([("PUT", f"{first}/_alias/{prefix}other", None)], "another alias"),
        "alias filtered": (
            [
                (
                    "POST",
                    "_aliases",
                    {
                        "actions": [
                            {
                                "add": {
                                    "index": first,
                                    "alias": orders,
                                    "is_write_index": True,
                                    "filter": {"term": {"id": 1}},
                                }
                            }
                        ]
                    },
                )
            ],
            "filter",
        ),
        "no write index": (
            [("POST", "_aliases", {"actions": [{"add": {"index": first, "alias": orders, "is_write_index": False}}]})],
            "no write index",
        ),
        "alias gone": ([("DELETE", f"{first}/_alias/{orders}", None)], "- indices"),
        "index gone": ([("DELETE", first, None)], "- indices"),
        "index in the alias's place": ([("DELETE", first, None), ("PUT", orders, None)], "is an index, where"),
        "shadowed": (
            [("PUT", f"_index_template/zz{prefix}", {"index_patterns": [f"{orders}-0*"], "priority": 99})],
            "shadowed by index template",
        ),
    }


@pytest.mark.parametrize("deed", sorted(by_hand("x-")))
def test_what_a_person_changed_by_hand_is_found(server: SearchServer, prefix: str, deed: str) -> None:
    schema = rolling(prefix)
    apply(server, Schema(), schema)
    assert drift(server, schema) == []
    calls, word = by_hand(prefix)[deed]
    try:
        for method, path, body in calls:
            answer = server.wire.ask(method, path, body)
            assert answer.ok, answer
        found = drift(server, schema)
        assert any(word in line for line in found), found
    finally:
        server.wire.ask("DELETE", f"_index_template/zz{prefix}")


@pytest.mark.parametrize(("deed", "code"), [("field added", "GM244"), ("shadowed", "GM252")])
def test_what_only_the_server_has_is_refused_with_a_code(
    server: SearchServer, prefix: str, deed: str, code: str
) -> None:
    schema = rolling(prefix)
    apply(server, Schema(), schema)
    try:
        for method, path, body in by_hand(prefix)[deed][0]:
            assert server.wire.ask(method, path, body).ok
        found = ENGINE.diff(schema, server.introspect(schema, Pace()), Hints())
        assert [each.code for each in found.refusals] == [code]
    finally:
        server.wire.ask("DELETE", f"_index_template/zz{prefix}")


def test_other_teams_objects_are_no_drift(address: str, prefix: str) -> None:
    """Without a prefix, an object is this store's by its name or its mark only."""
    place = replace(target(address, ""), store=replace(target(address, "").store, options=Options()))
    schema = rolling(prefix)
    with ENGINE.connect(place, "live") as server:
        assert isinstance(server, SearchServer)
        try:
            apply(server, Schema(), schema)
            server.wire.ask("PUT", f"_index_template/{prefix}theirs", {"index_patterns": [f"{prefix}theirs*"]})
            server.wire.ask("PUT", f"_component_template/{prefix}theirs", {"template": {}})
            server.wire.ask("PUT", f"{prefix}theirs")
            assert drift(server, schema) == []
            marked = {"template": {}, "_meta": META}
            server.wire.ask("PUT", f"_component_template/{prefix}ours", marked)
            assert drift(server, schema) == [f"+ component template {prefix}ours"]
        finally:
            for path in (f"{prefix}*", f"_index_template/{prefix}*", f"_component_template/{prefix}*"):
                server.wire.ask("DELETE", path)


def test_the_outcome_of_a_step_is_told_from_the_live_object(server: SearchServer, prefix: str) -> None:
    old = rolling(prefix)
    new = with_field(old, Field("guild", "keyword"))
    for before, after in ((Schema(), old), (old, new), (new, old), (old, Schema())):
        state = before
        for change in ENGINE.diff(before, after, Hints()).changes:
            then = change.apply_to(state)
            for step in change.steps(state):
                assert server.outcome(step, state, then, bound(server, after)) is Outcome.NOT_DONE, step
                list(server.run(step, bound(server, after), None))
                assert server.outcome(step, state, then, bound(server, after)) is Outcome.DONE, step
            state = then


def test_a_third_thing_is_neither(server: SearchServer, prefix: str) -> None:
    schema = rolling(prefix)
    change = ENGINE.diff(Schema(), schema, Hints()).changes[0]
    (step,) = change.steps(Schema())
    server.wire.ask("PUT", f"_index_template/{prefix}orders", {"index_patterns": [f"{prefix}else-*"]})
    assert server.outcome(step, Schema(), change.apply_to(Schema()), bound(server, schema)) is Outcome.NEITHER


def test_a_statement_that_is_refused_says_why(server: SearchServer, prefix: str) -> None:
    bad = Statement("template:x", f'PUT _index_template/{prefix}x\n{{"index_patterns": ["{prefix}x*"], "foo": 1}}')
    with pytest.raises(ServerRefused, match="unknown field \\[foo\\]") as caught:
        list(server.run(bad, Bindings(), None))
    assert f"PUT _index_template/{prefix}x" in caught.value.statement


def test_a_pattern_never_reaches_what_only_looks_alike(server: SearchServer, prefix: str) -> None:
    """`orders-*` takes in `orders-archive-000001` too, which is another alias's or another team's."""
    old = rolling(prefix)
    apply(server, Schema(), old)
    other = f"{prefix}orders-archive-000001"
    server.wire.ask(
        "PUT", f"_index_template/{prefix}zz", {"index_patterns": [f"{prefix}orders-archive-*"], "priority": 50}
    )
    server.wire.ask("PUT", other)
    apply(server, old, with_field(old, Field("guild", "keyword")))
    assert "guild" in live_index(server, f"{prefix}orders-000001")["mappings"]["properties"]
    assert live_index(server, other)["mappings"] == {}
    apply(server, with_field(old, Field("guild", "keyword")), Schema())
    assert list(server.wire.ask("GET", f"{prefix}*").body) == [other]


def test_a_swap_moves_the_alias_in_one_step(server: SearchServer, prefix: str) -> None:
    apply(server, Schema(), other_kinds(prefix))
    with pytest.raises(UsageError, match="no copy"):
        list(server.swap("users", None, Bindings()))
    for day in ("20260101", "20260102", "20260103"):
        server.wire.ask("PUT", f"{prefix}users-{day}")
    server.wire.ask("PUT", f"{prefix}users-20260101/_doc/1?refresh=true", {"id": "1"})
    list(server.swap("users", f"{prefix}users-20260101", Bindings()))
    with pytest.raises(UsageError, match="is empty"):
        list(server.swap("users", None, Bindings()))
    server.wire.ask("PUT", f"{prefix}users-20260103/_doc/1?refresh=true", {"id": "2"})
    (done,) = server.swap("users", None, Bindings())
    assert done.note == f"{prefix}users: {prefix}users-20260101 -> {prefix}users-20260103"
    assert list(server.wire.ask("GET", f"_alias/{prefix}users").body) == [f"{prefix}users-20260103"]
    (again,) = server.swap("users", None, Bindings())
    assert "already" in again.note
    assert drift(server, other_kinds(prefix)) == []


def test_a_swap_of_a_rolling_alias_is_refused(server: SearchServer, prefix: str) -> None:
    apply(server, Schema(), rolling(prefix))
    with pytest.raises(UsageError, match="rolling"):
        list(server.swap("orders", None, Bindings()))


def test_replica_counts_follow_the_environment(server: SearchServer, address: str, prefix: str) -> None:
    schema = rolling(prefix)
    apply(server, Schema(), schema)
    assert server.placement(schema) == ()
    with ENGINE.connect(target(address, prefix, replicas="1"), prefix.rstrip("-")) as other:
        steps = other.placement(schema)
        assert [each.subject for each in steps] == [f"template:{prefix}orders", f"indices:{prefix}orders.settings"]
        for step in steps:
            list(other.run(step, ENGINE.bindings(schema, target(address, prefix, replicas="1")), None))
        assert other.placement(schema) == ()
    assert live_index(server, f"{prefix}orders-000001")["settings"]["index"]["number_of_replicas"] == "1"


def governed(prefix: str) -> Schema:
    name = f"{prefix}orders"
    life = Lifecycle(Rollover(age=86_400_000), (Phase(PhaseName.HOT, priority=100),), 30 * 86_400_000)
    alias = (("plugins.index_state_management.rollover_alias", name),)
    plain = rolling(prefix)
    return replace(
        plain,
        components=(Component(f"{name}-lifecycle", settings=alias),),
        policies=(Policy(name, "ism", life, "x", (f"{name}-*",), 1),),
        templates=tuple(replace(each, composed_of=(f"{name}-lifecycle",)) for each in plain.templates),
    )


def test_a_server_without_lifecycles_refuses_them_or_goes_without(
    server: SearchServer, address: str, prefix: str
) -> None:
    schema = governed(prefix)
    steps = [step for change in ENGINE.diff(Schema(), schema, Hints()).changes for step in change.steps(Schema())]
    if server.runs_lifecycles():  # a native server that got the plug-in: then nothing is refused
        assert [server.capability(step).kind for step in steps] == ["send"] * 4
        return
    assert [server.capability(step).kind for step in steps] == ["refuse", "refuse", "send", "send"]
    refused = server.capability(steps[0])
    assert refused.reason.startswith("GM641 ")
    assert "lifecycle: not-applied" in refused.help
    with ENGINE.connect(target(address, prefix, lifecycle="not-applied"), prefix.rstrip("-")) as lenient:
        capabilities = [lenient.capability(step) for step in steps]
        assert [each.kind for each in capabilities] == ["skip", "skip", "send", "send"]
        for step, capability in zip(steps, capabilities, strict=True):
            sent = step if capability.kind == "send" else capability.instead
            if sent is not None:
                list(lenient.run(sent, bound(server, schema), None))
        seen = ENGINE.observable(lenient.introspect(schema, Pace()), target(address, prefix, lifecycle="not-applied"))
        meant = ENGINE.observable(schema, target(address, prefix, lifecycle="not-applied"))
    assert seen.schema == meant.schema
    assert "nothing rolls over or is deleted there" in meant.notes[0]


def entry(sequence: int, by: str) -> Entry:
    return Entry(sequence, "intent", "0001_ab", 1, 1, 2, by=by, at="2026-01-01T00:00:00.000Z")


def test_one_of_many_racing_writers_gets_each_ledger_number(server: SearchServer, address: str, prefix: str) -> None:
    model = prefix.rstrip("-")
    head = Head(model, "opensearch", "local", server.cluster())

    def race(who: int) -> list[int]:
        won = []
        with ENGINE.connect(target(address, prefix), model) as mine:
            mine.ensure_ledger(head)
            for sequence in range(1, 6):
                try:
                    mine.append(entry(sequence, str(who)))
                    won.append(sequence)
                except LedgerConflict:
                    continue
        return won

    assert server.ledger().head is None
    with ThreadPoolExecutor(6) as pool:
        won = [number for numbers in pool.map(race, range(6)) for number in numbers]
    assert sorted(won) == [1, 2, 3, 4, 5]
    ledger = server.ledger()
    assert ledger.head == head
    assert [each.sequence for each in ledger.entries] == [1, 2, 3, 4, 5]


def test_a_ledger_has_no_gap(server: SearchServer, prefix: str) -> None:
    server.ensure_ledger(Head(prefix, "opensearch", "local", server.cluster()))
    with pytest.raises(LedgerConflict, match="gap"):
        server.append(entry(3, "me"))


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that the server's clock or another thread brings about."""
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end


def holder(token: str) -> Holder:
    return Holder("me", "here", 1, token)


def test_a_lock_is_held_renewed_given_back_and_taken_over(server: SearchServer, prefix: str) -> None:
    server.ensure_ledger(Head(prefix, "opensearch", "local", server.cluster()))
    short = LockDocument(server.wire, prefix.rstrip("-"), "opensearch", lease_s=1.2)
    with short.hold(holder("a")) as lease:
        with pytest.raises(LockHeld, match="me on here"), server.lock(holder("b")):
            pass
        first = server.lock_document.read()
        assert first is not None
        until(lambda: server.lock_document.read() != first)
        lease.ensure(0.1)
        info = server.locked()
        assert info is not None
        assert info.holder.token == "a"
    assert server.locked() is None
    short.take(holder("dead"))
    with pytest.raises(LockHeld):
        server.lock_document.take(holder("b"))
    until(lambda: server.locked() is None)
    server.lock_document.take(holder("b"))
    server.unlock()
    assert server.locked() is None


def test_a_lock_that_was_taken_away_is_noticed(server: SearchServer, prefix: str) -> None:
    server.ensure_ledger(Head(prefix, "opensearch", "local", server.cluster()))
    with server.lock(holder("a")) as lease:
        server.unlock()
        with pytest.raises(LockHeld, match="was lost"):
            lease.ensure(lease.left)  # longer than the lease lasts, so that it is renewed first


def test_one_of_many_racing_runners_gets_the_lock(server: SearchServer, address: str, prefix: str) -> None:
    server.ensure_ledger(Head(prefix, "opensearch", "local", server.cluster()))

    def race(who: int) -> bool:
        with ENGINE.connect(target(address, prefix), prefix.rstrip("-")) as mine:
            assert isinstance(mine, SearchServer)
            try:
                mine.lock_document.take(holder(str(who)))
            except LockHeld:
                return False
            return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(race, range(6))) == 1


def test_a_check_stops_where_it_finds_something_and_a_backfill_runs_as_a_task(
    server: SearchServer, prefix: str
) -> None:
    index = f"{prefix}bans"
    apply(server, Schema(), other_kinds(prefix))
    for number in range(20):
        server.wire.ask("PUT", f"{index}/_doc/{number}", {"id": str(number)})
    server.wire.ask("POST", f"{index}/_refresh")
    missing = '{"query": {"bool": {"must_not": {"exists": {"field": "amount"}}}}}'
    check = Check("x", f"POST {index}/_count\n{missing}", "documents lack amount")
    with pytest.raises(CheckFailed, match=rf"lack amount \(first: {index}/") as failed:
        list(server.run(check, Bindings(), None))
    assert len(failed.value.rows) == 3
    assert all(re.fullmatch(rf"{re.escape(index)}/\S+", row) for row in failed.value.rows)
    script = missing[:-1] + ', "script": {"source": "ctx._source.amount = 0"}}'
    fill = Backfill("x", f"POST {index}/_update_by_query?conflicts=proceed&refresh=true\n{script}", ("id",))
    steps = list(server.run(fill, Bindings(), None))
    assert steps[-1].done == 20
    assert steps[-1].cursor
    assert list(server.run(fill, Bindings(), steps[-1].cursor))[-1].done == 20
    list(server.run(check, Bindings(), None))


def test_what_runs_there_and_how_it_is(server: SearchServer) -> None:
    assert server.flavour().startswith("opensearch 2.19")
    assert len(server.cluster()) > 10
    assert not [each for each in server.preflight() if each.is_error]


def test_a_cluster_with_missing_shards_is_found(server: SearchServer, prefix: str) -> None:
    nowhere = {"settings": {"number_of_replicas": 0, "routing.allocation.require.nothing": "has-this"}}
    assert server.wire.ask("PUT", f"{prefix}lost?wait_for_active_shards=0", nowhere).ok
    found = [each for each in server.preflight() if "cluster is red" in each.message]
    assert [each.code for each in found] == ["GM253"]
    assert not found[0].is_error


def test_nobody_there_is_said_with_the_address() -> None:
    with (
        pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9"),
        ENGINE.connect(target("http://127.0.0.1:9", "x"), "x"),
    ):
        pass


def test_a_stand_in_is_restored_once_the_server_can(prefix: str) -> None:
    schema = governed(prefix)
    name = f"{prefix}orders"
    component = ENGINE.restore(schema, f"component:{name}-lifecycle")
    assert [step.subject for step in component] == [f"component:{name}-lifecycle", f"component:{name}-lifecycle.live"]
    policy = ENGINE.restore(schema, f"policy:{name}")
    assert [str(getattr(step, "text", "")).splitlines()[0] for step in policy] == [
        f"PUT _plugins/_ism/policies/{name}",
        f"POST _plugins/_ism/add/{name}-*",
    ]
    assert ENGINE.restore(replace(schema, indices=put(schema.indices, schema.indices[0])), "policy:unknown") == ()


def test_what_is_written_for_elasticsearch_runs_as_far_as_its_templates_go(address: str, prefix: str) -> None:
    """ILM is refused or left out; templates, live indices and their changes are the same requests."""
    text = edited(("index: orders", f"index: {prefix}orders"), (", attrs", ""))
    edits, name = ((ORDERS, text),), prefix.rstrip("-")
    made = compiled(*edits, flavour="elasticsearch-8", name=name).schema
    wider = compiled(
        *edits, ("user_name, amount", "user_name, note, amount"), flavour="elasticsearch-8", name=name
    ).schema
    store = Store("opensearch", "opensearch", "elasticsearch-8", Scope("each-region"), Options())
    place = Target(store, "local", ("eu-west-1",), address, settings=(("replicas", "0"), ("lifecycle", "not-applied")))
    with ENGINE.connect(place, name) as server:
        assert isinstance(server, SearchServer)
        assert [each.code for each in server.preflight()] == ["GM645"]
        try:
            for old, new in ((Schema(), made), (made, wider)):
                state = old
                for change in ENGINE.diff(old, new, Hints()).changes:
                    for step in change.steps(state):
                        capability = server.capability(step)
                        assert capability.kind == (
                            "skip" if "lifecycle" in step.subject or step.subject.startswith("policy") else "send"
                        )
                        sent = step if capability.kind == "send" else capability.instead
                        if sent is not None:
                            list(server.run(sent, bound(server, new), None))
                    state = change.apply_to(state)
                live = ENGINE.observable(server.introspect(new, Pace()), place).schema
                assert live == ENGINE.observable(new, place).schema
        finally:
            for path in (f"{prefix}*", f"_index_template/{prefix}*", f"_component_template/{prefix}*"):
                server.wire.ask("DELETE", path)
