"""The Cassandra server on two real data centres: ledger, lock, outcome, racing creators, drift of every kind."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise

import pytest

from gamemodel.change import Hints
from gamemodel.engine import Outcome, Pace, get
from gamemodel.engines.cassandra.changes.columns import AddColumn, DropColumn
from gamemodel.engines.cassandra.changes.indexes import INDEX_BUILT, AddIndex
from gamemodel.engines.cassandra.changes.tables import AddTable
from gamemodel.engines.cassandra.schema import EMPTY, Clustering, Column, Index, Keyspace, Schema, Table, UserType, View
from gamemodel.engines.cassandra.server.connect import CassandraServer
from gamemodel.engines.cassandra.server.lock import LEASE_S, lock, take
from gamemodel.errors import CheckFailed, LedgerConflict, LockHeld, ServerRefused, Unreachable, WrongServer
from gamemodel.ledger import Entry, Head, Holder
from gamemodel.step import Backfill, Bindings, Check, Statement, Step, Wait
from tests.unit.engines.cassandra.models import target

ENGINE = get("cassandra")
Open = Callable[..., CassandraServer]


@pytest.fixture
def keyspace() -> str:
    return f"gm_t_{uuid.uuid4().hex[:8]}"


@pytest.fixture
def connect(urls: dict[tuple[str, str], str], keyspace: str) -> Iterator[Open]:
    """Opens connections to either data centre; drops the test's keyspaces at the end."""
    with ExitStack() as stack:

        def opened(region: str = "eu-west-1", **settings: str) -> CassandraServer:
            server = stack.enter_context(
                ENGINE.connect(target(urls["cassandra", region], keyspace, **settings), "game")
            )
            assert isinstance(server, CassandraServer)
            return server

        yield opened
        last = opened()
        for name in (keyspace, f"{keyspace}_gamemodel"):
            last.connection.session.execute(f"DROP KEYSPACE IF EXISTS {name}", timeout=120)


def users(**changes: object) -> Table:
    columns = (Column("age", "int"), Column("id", "uuid"), Column("name", "text"))
    table = Table("users", columns, ("name",))
    return replace(table, **changes)  # type: ignore[arg-type]


def schema(keyspace: str, *tables: Table, **more: object) -> Schema:
    return Schema(Keyspace(keyspace), tables=tables or (users(),), **more)  # type: ignore[arg-type]


def run(server: CassandraServer, step: Step, **drawn: str) -> Bindings:
    bindings = ENGINE.bindings(EMPTY, server.target).adding({**server.generate_ids(step), **drawn})
    list(server.run(step, bindings, None))
    return bindings


def apply(server: CassandraServer, old: Schema, new: Schema) -> None:
    state = old
    difference = ENGINE.diff(old, new, Hints())
    assert not difference.refusals
    for change in difference.changes:
        for step in change.steps(state):
            run(server, step)
        state = change.apply_to(state)


def head(server: CassandraServer) -> Head:
    return Head("game", "cassandra", "local", server.cluster())


def entry(sequence: int, note: str = "", **more: str) -> Entry:
    return Entry(
        sequence, "intent", "0001_ab", 1, 1, 2, "up", "d" * 64, "SELECT 'é'", (("id", "x"),), note, "me", "now"
    )


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def holder(name: str) -> Holder:
    return Holder(name, "here", 1, uuid.uuid4().hex)


class TestLedger:
    def test_there_is_none_until_it_is_founded_and_asking_makes_nothing(self, connect: Open, keyspace: str) -> None:
        server = connect()
        assert server.ledger().head is None
        assert server.locked() is None
        names = server.connection.read("SELECT keyspace_name FROM system_schema.keyspaces")
        assert not [name for (name,) in names if name.startswith(keyspace)]

    def test_what_is_appended_is_read_from_both_data_centres(self, connect: Open) -> None:
        server = connect()
        server.ensure_ledger(head(server))
        server.append(entry(1))
        server.append(replace(entry(2), state="done"))
        ledger = server.ledger()
        assert ledger.head == head(server)
        assert ledger.entries == (entry(1), replace(entry(2), state="done"))
        assert ledger.open_intent is None

    def test_a_second_founder_changes_nothing(self, connect: Open) -> None:
        server = connect()
        server.ensure_ledger(head(server))
        server.append(entry(1))
        other = connect()
        other.ensure_ledger(replace(head(server), environment="another"))
        assert server.ledger().head == head(server)
        assert len(server.ledger().entries) == 1

    def test_four_founders_at_once_make_one_ledger(self, connect: Open) -> None:
        servers = [connect() for _ in range(4)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda server: server.ensure_ledger(head(server)), servers))
        assert {server.ledger().head for server in servers} == {head(servers[0])}
        ids = servers[0].connection.on_every_node(
            "SELECT id FROM system_schema.tables WHERE keyspace_name = %s", (servers[0].control.name,)
        )
        assert len({tuple(rows or ()) for _, rows in ids}) == 1

    def test_of_racing_appends_of_one_row_one_wins(self, connect: Open) -> None:
        servers = [connect() for _ in range(4)]
        servers[0].ensure_ledger(head(servers[0]))

        def append(number: int) -> bool:
            try:
                servers[number].append(entry(1, note=f"by {number}"))
            except LedgerConflict:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(append, range(4)))
        assert sum(won) == 1
        assert [each.note for each in servers[0].ledger().entries] == [f"by {won.index(True)}"]

    def test_a_row_is_never_skipped_or_written_twice(self, connect: Open) -> None:
        server = connect()
        server.ensure_ledger(head(server))
        server.append(entry(1))
        for wrong in (1, 3):
            with pytest.raises(LedgerConflict):
                server.append(entry(wrong, note="other"))

    def test_a_runner_in_the_other_data_centre_is_turned_away(self, connect: Open) -> None:
        server = connect()
        server.ensure_ledger(head(server))
        other = connect("us-east-1")
        with pytest.raises(WrongServer, match=r"decided in data centre eu-west-1"):
            other.ledger()

    def test_a_foreign_table_of_its_name_is_noticed(self, connect: Open) -> None:
        server = connect()
        name = server.control.name
        run(
            server,
            Statement(
                name, f"CREATE KEYSPACE {name} WITH replication = ${{replication}}", placeholders=("replication",)
            ),
        )
        server.connection.ddl(f"CREATE TABLE {name}.ledger (a int PRIMARY KEY)")
        with pytest.raises(WrongServer, match="not a table of this version"):
            server.ensure_ledger(head(server))


class TestLock:
    @pytest.fixture
    def pair(self, connect: Open) -> tuple[CassandraServer, CassandraServer]:
        first = connect()
        first.ensure_ledger(head(first))
        return first, connect()

    def test_held_by_one_it_is_refused_to_the_other(self, pair: tuple[CassandraServer, CassandraServer]) -> None:
        first, second = pair
        with first.lock(holder("anna")) as lease:
            lease.ensure(60)
            assert (known := second.locked()) is not None
            assert known.holder.by == "anna"
            with pytest.raises(LockHeld, match="anna"), second.lock(holder("bert")):
                pass
        assert second.locked() is None
        with second.lock(holder("bert")):
            pass

    def test_of_racing_holders_one_wins(self, connect: Open) -> None:
        servers = [connect() for _ in range(4)]
        servers[0].ensure_ledger(head(servers[0]))
        together, refused = threading.Barrier(4), threading.Semaphore(0)

        def hold(number: int) -> bool:
            together.wait()
            try:
                with servers[number].lock(holder(str(number))):
                    return all(refused.acquire(timeout=60) for _ in range(3))  # held until the others were refused
            except LockHeld:
                refused.release()
                return False

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(hold, range(4))) == 1

    def test_it_ends_by_itself_when_its_holder_is_gone(self, pair: tuple[CassandraServer, CassandraServer]) -> None:
        first, second = pair
        gone = holder("gone")
        take(first.control, gone, 2)  # the process died: nobody renews
        eventually(lambda: second.locked() is None)
        with second.lock(holder("next")), pytest.raises(LockHeld, match="next on here"):
            take(first.control, gone, 2)

    def test_it_is_renewed_while_it_is_held(self, pair: tuple[CassandraServer, CassandraServer]) -> None:
        first, second = pair
        with lock(first.control, holder("long"), lease_s=2) as lease:
            taken_until = lease.until
            eventually(lambda: lease.until > taken_until + 2)
            with pytest.raises(LockHeld), second.lock(holder("other")):
                pass

    def test_a_stolen_lock_is_noticed_before_the_next_statement(
        self, pair: tuple[CassandraServer, CassandraServer]
    ) -> None:
        first, second = pair
        with ExitStack() as anna:
            lease = anna.enter_context(first.lock(holder("anna")))
            second.unlock()
            with second.lock(holder("bert")):
                with pytest.raises(LockHeld, match="lost"):
                    lease.ensure(LEASE_S)
                anna.close()  # releasing a lost lock takes nobody else's
                assert (known := first.locked()) is not None
                assert known.holder.by == "bert"


class TestOutcome:
    """Every kind of step, asked before it was sent and after it was sent and not recorded."""

    def test_each_statement_is_known_to_be_done_or_not(self, connect: Open, keyspace: str) -> None:
        server = connect()
        types = (UserType("address", (("street", "text"),)),)
        more = (UserType("address", (("street", "text"), ("zip", "text"))),)
        wide = users(
            columns=(*users().columns[:2], Column("mail", "text", mask="mask_default()"), Column("name", "text"))
        )
        indexed = replace(wide, indexes=(Index("by_age", "age", "", "sai"), Index("by_mail", "mail")))
        two = Table("two", (Column("a", "int"), Column("b", "int")), ("a",), (Clustering("b"),), (("comment", "'x'"),))
        view = View("two_by_b", "two", ("b",), (Clustering("a"),))
        states = (
            EMPTY,
            schema(keyspace, types=types),
            schema(keyspace, wide, types=more),
            schema(keyspace, two, indexed, types=more, views=(view,)),
            schema(keyspace, replace(two, options=()), wide, types=more),
            Schema(Keyspace(keyspace, durable_writes=False)),
            EMPTY,
        )
        seen: set[str] = set()
        for old, new in pairwise(states):
            state = old
            for change in ENGINE.diff(old, new, Hints()).changes:
                after = change.apply_to(state)
                for step in change.steps(state):
                    drawn = server.generate_ids(step)
                    bindings = ENGINE.bindings(new, server.target).adding(drawn)
                    if isinstance(step, Statement):
                        assert server.outcome(step, state, after, bindings) is Outcome.NOT_DONE, step
                    run(server, step, **drawn)
                    expected = Outcome.DONE if isinstance(step, Statement) else Outcome.NOT_DONE
                    assert server.outcome(step, state, after, bindings) is expected, step
                    seen.add(type(change).__name__)
                state = after
        assert len(seen) >= 13, seen

    def test_a_table_with_another_id_is_somebody_elses(self, connect: Open, keyspace: str) -> None:
        server = connect()
        empty = Schema(Keyspace(keyspace))
        apply(server, EMPTY, empty)
        change = AddTable(keyspace, users())
        (step,) = change.steps(empty)
        mine = ENGINE.bindings(empty, server.target).adding(server.generate_ids(step))
        run(connect(), step)
        assert server.outcome(step, empty, change.apply_to(empty), mine) is Outcome.NEITHER

    def test_something_in_between_is_neither(self, connect: Open, keyspace: str) -> None:
        server = connect()
        before = schema(keyspace)
        apply(server, EMPTY, before)
        change = AddColumn(keyspace, "users", Column("mail", "text"))
        server.connection.ddl(f"ALTER TABLE {keyspace}.users ADD mail int")
        (step,) = change.steps(before)
        assert server.outcome(step, before, change.apply_to(before), Bindings()) is Outcome.NEITHER

    def test_a_hand_written_statement_cannot_be_told(self, connect: Open, keyspace: str) -> None:
        server = connect()
        before = schema(keyspace)
        apply(server, EMPTY, before)
        step = Statement(f"{keyspace}.users", f"UPDATE {keyspace}.users SET age = 1 WHERE name = 'x'")
        assert server.outcome(step, before, before, Bindings()) is Outcome.NEITHER

    def test_of_two_racing_creators_one_makes_the_table_and_the_other_knows(self, connect: Open, keyspace: str) -> None:
        servers = [connect(), connect("us-east-1")]
        empty = Schema(Keyspace(keyspace))
        apply(servers[0], EMPTY, empty)
        change = AddTable(keyspace, users())
        (step,) = change.steps(empty)
        bound = [ENGINE.bindings(empty, server.target).adding(server.generate_ids(step)) for server in servers]

        def create(number: int) -> bool:
            try:
                list(servers[number].run(step, bound[number], None))
            except ServerRefused:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(create, range(2)))
        outcomes = [s.outcome(step, empty, change.apply_to(empty), b) for s, b in zip(servers, bound, strict=True)]
        assert sorted(each.value for each in outcomes) == ["done", "neither"]


class TestRun:
    def test_a_refusal_has_the_servers_words_and_the_statement(self, connect: Open, keyspace: str) -> None:
        server = connect()
        apply(server, EMPTY, schema(keyspace))
        with pytest.raises(ServerRefused) as caught:
            server.connection.ddl(f"ALTER TABLE {keyspace}.users ALTER age TYPE bigint")
        assert "no longer supported" in caught.value.words
        assert caught.value.statement.startswith("ALTER TABLE")

    def test_a_server_error_behind_no_host_available_is_said(self, connect: Open, keyspace: str) -> None:
        server = connect()
        apply(server, EMPTY, schema(keyspace))
        (live,) = server.introspect(EMPTY, Pace()).tables
        with pytest.raises(Exception, match="Multiple entries with same key"):
            server.connection.ddl(f"CREATE TABLE {keyspace}.other (a int PRIMARY KEY) WITH id = {live.id}")

    def test_nobody_there_is_unreachable_with_the_address(self) -> None:
        with (
            pytest.raises(Unreachable, match=r"127\.0\.0\.9:9042"),
            ENGINE.connect(target("cassandra://127.0.0.9:9042"), "game"),
        ):
            pass

    def test_a_data_centre_that_is_none_is_named(self, urls: dict[tuple[str, str], str]) -> None:
        url = urls["cassandra", "eu-west-1"].partition("?")[0] + "?dc=mars"
        with pytest.raises(Unreachable, match="no data centre 'mars'"), ENGINE.connect(target(url), "game"):
            pass

    def test_a_check_stops_with_the_rows_it_found(self, connect: Open, keyspace: str) -> None:
        server = connect()
        apply(server, EMPTY, schema(keyspace))
        check = Check(f"{keyspace}.users", f"SELECT name FROM {keyspace}.users", "nobody may be left")
        run(server, check)
        server.connection.write(f"INSERT INTO {keyspace}.users (name) VALUES ('zoe')")
        with pytest.raises(CheckFailed, match=r"nobody may be left \(first: zoe\)") as failed:
            run(server, check)
        assert failed.value.rows == ("zoe",)

    def test_an_index_is_waited_for_on_both_nodes(self, connect: Open, keyspace: str) -> None:
        server = connect()
        before = schema(keyspace)
        apply(server, EMPTY, before)
        for using in ("", "sai"):
            change = AddIndex(keyspace, "users", Index(f"by_age{using}", "age", "", using))
            statement, wait = change.steps(before)
            run(server, statement)
            assert isinstance(wait, Wait)
            assert wait.until == INDEX_BUILT
            last = list(server.run(wait, Bindings(), None))[-1]
            assert (last.done, last.total) == (2, 2)

    def test_a_new_column_is_filled_where_it_is_empty_and_expires_with_its_row(
        self, connect: Open, keyspace: str
    ) -> None:
        server = connect()
        old = schema(keyspace, users(options=(("default_time_to_live", "90000"),)))
        apply(server, EMPTY, old)
        for number in range(250):
            server.connection.write(
                f"INSERT INTO {keyspace}.users (name, age) VALUES ('n{number}', 1) USING TTL {5000 + number}"
            )
        column = Column("guild", "text")
        add, fill = AddColumn(keyspace, "users", column, "'none'").steps(old)
        run(server, add)
        server.connection.write(f"UPDATE {keyspace}.users SET guild = 'mine' WHERE name = 'n7'")
        assert isinstance(fill, Backfill)
        small = replace(fill, batch=40)
        progress = server.run(small, Bindings(), None)
        cursor = next(progress).cursor
        assert cursor is not None
        list(server.run(small, Bindings(), cursor))  # another run goes on where the first stopped
        rows = server.connection.read(f"SELECT name, guild, TTL(guild) FROM {keyspace}.users")
        assert {guild for name, guild, _ in rows if name != "n7"} == {"none"}
        assert {name: guild for name, guild, _ in rows}["n7"] == "mine"
        assert all(4900 < ttl < 5251 for name, _, ttl in rows if name != "n7")
        (again,) = [list(server.run(fill, Bindings(), None))[-1]]
        assert again.note == "0 of 250 rows written"

    def test_replication_is_brought_to_what_the_topology_says(self, connect: Open, keyspace: str) -> None:
        first = connect()
        first.target = replace(first.target, regions=("eu-west-1",))
        first.ensure_ledger(head(first))
        run(first, ENGINE.diff(EMPTY, schema(keyspace), Hints()).changes[0].steps(EMPTY)[0])
        server = connect()
        steps = server.placement(schema(keyspace))
        assert [step.subject for step in steps] == [
            f"{keyspace}.option:replication", f"{keyspace}_gamemodel.option:replication"
        ]  # fmt: skip
        assert all("repair" in step.comment for step in steps)
        bindings = ENGINE.bindings(EMPTY, server.target)
        for step in steps:
            assert server.outcome(step, EMPTY, EMPTY, bindings) is Outcome.NOT_DONE
            run(server, step)
            assert server.outcome(step, EMPTY, EMPTY, bindings) is Outcome.DONE
        assert server.placement(schema(keyspace)) == ()

    def test_preflight_finds_replicas_that_no_node_can_hold(self, connect: Open) -> None:
        assert connect().preflight() == ()
        (finding, _) = connect(replicas="3").preflight()
        assert (finding.code, finding.is_error) == ("GM611", True)
        assert "3 replicas on 1 nodes" in finding.message
        named = connect(**{"datacentre.eu-west-1": "dc1"}).preflight()
        assert ["no data centre 'dc1'" in each.message for each in named] == [True]


DRIFT = {
    "ALTER TABLE {k}.users ADD extra int": "- column users.extra int",
    "ALTER TABLE {k}.users DROP age": "+ column users.age int",
    "ALTER TABLE {k}.users WITH comment = 'x'": "~ comment of users 'x' -> ''",
    "ALTER TABLE {k}.users WITH compaction = {{'class': 'LeveledCompactionStrategy'}}":
        "~ compaction of users {{'class': 'LeveledCompactionStrategy'}} -> {{'class': 'SizeTieredCompactionStrategy'}}",
    "ALTER TABLE {k}.users WITH default_time_to_live = 9": "~ ttl of users 9 -> 0",
    "ALTER TABLE {k}.users RENAME name TO nick": "~ key of users (nick) -> (name)",
    "ALTER TABLE {k}.users ALTER age MASKED WITH DEFAULT": "~ mask of users.age mask_default() -> none",
    "CREATE INDEX byage ON {k}.users (age)": "- index users.byage",
    "CREATE INDEX byage ON {k}.users (age) USING 'sai'": "- index users.byage",
    "CREATE TABLE {k}.more (a int PRIMARY KEY)": "- table more",
    "DROP TABLE {k}.users": "+ table users (3 columns, key name)",
    "CREATE TYPE {k}.point (x int)": "- type point",
    "CREATE MATERIALIZED VIEW {k}.v AS SELECT * FROM {k}.users WHERE name IS NOT NULL AND id IS NOT NULL PRIMARY KEY (id, name)":
        "- view v",
    "ALTER KEYSPACE {k} WITH durable_writes = false": "~ durable_writes of {k} false -> true",
    "DROP KEYSPACE {k}": "+ keyspace {k}",
}  # fmt: skip


@pytest.mark.parametrize("statement", DRIFT)
def test_whatever_is_changed_by_hand_is_seen(connect: Open, keyspace: str, statement: str) -> None:
    server = connect()
    expected = schema(keyspace)
    apply(server, EMPTY, expected)
    server.connection.ddl(statement.format(k=keyspace))
    difference = ENGINE.diff(server.introspect(expected, Pace()), expected, Hints())
    lines = [change.describe() for change in difference.changes] + [each.describe for each in difference.refusals]
    assert DRIFT[statement].format(k=keyspace) in lines


def test_a_dropped_column_is_remembered_by_the_server_too(connect: Open, keyspace: str) -> None:
    server = connect()
    old = schema(keyspace)
    apply(server, EMPTY, old)
    change = DropColumn(keyspace, "users", Column("age", "int"))
    for step in change.steps(old):
        run(server, step)
    (live,) = server.introspect(old, Pace()).tables
    assert live.dropped == change.apply_to(old).tables[0].dropped
    back = ENGINE.diff(server.introspect(old, Pace()), schema(keyspace, users(columns=(
        Column("age", "text"), *users().columns[1:]))), Hints())  # fmt: skip
    assert [each.code for each in back.refusals] == ["GM205"]
    with pytest.raises(ServerRefused):
        server.connection.ddl(f"ALTER TABLE {keyspace}.users ADD age text")


def test_what_others_own_is_left_alone(connect: Open, keyspace: str) -> None:
    server = connect()
    apply(server, EMPTY, schema(keyspace))
    server.connection.ddl(f"CREATE TABLE {keyspace}.lake_export (a int PRIMARY KEY)")
    server.options = replace(server.options, ignore=("lake_*",))
    assert server.introspect(EMPTY, Pace()) == schema(keyspace)
