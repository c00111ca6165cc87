"""MySQL's ledger and lock under racing runners and lost connections."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from gamemodel.engine import Outcome
from gamemodel.engines.mysql.schema import Schema
from gamemodel.errors import LedgerConflict, LockHeld, Unreachable
from gamemodel.ledger import Entry, Ledger
from gamemodel.step import Bindings, Statement
from tests.servers.mysql_target import BASE, ITEMS, again, holder, opened

Urls = dict[tuple[str, str], str]
SCHEMA = Schema(BASE, (ITEMS,))


def entry(sequence: int, state: str = "done", **words: object) -> Entry:
    made = Entry(sequence, "done", "0001_abc", 1, 1, 1, by="anna@here", at="2026-01-01T00:00:00.000Z")
    return replace(made, state=state, **words)  # type: ignore[arg-type]


def test_a_ledger_is_read_as_it_was_written(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        odd = entry(1, "intent", rendered="SELECT 'é%s\\n' -- \U0001f409", drawn=(("id", "x"),), note="a 'note'")
        server.append(odd)
        server.append(entry(2))
        ledger = server.ledger()
        assert ledger.entries == (odd, entry(2))
        assert ledger.head is not None
        assert ledger.head.cluster == server.cluster()


def test_a_target_without_a_database_has_an_empty_ledger(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        server.connection.query(f"DROP DATABASE `{server.database}`")
        assert server.ledger() == Ledger()
        assert server.external_revision() is None
        assert server.locked() is None
        assert server.introspect(Schema(), None) == Schema()  # type: ignore[arg-type]  # pace is not read


@pytest.mark.parametrize("sequence", [1, 3, 0])
def test_a_row_that_is_not_the_next_is_refused(urls: Urls, sequence: int) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        server.append(entry(1))
        with pytest.raises(LedgerConflict):
            server.append(entry(sequence))
        assert server.ledger().entries == (entry(1),)


def test_of_racing_rows_one_is_written(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        start, won, lost = threading.Barrier(8), [], []

        def race(number: int) -> None:
            with again(server) as mine:
                mine.connection.use()
                for sequence in range(1, 6):
                    start.wait()
                    try:
                        mine.append(entry(sequence, note=str(number)))
                        won.append(sequence)
                    except LedgerConflict:
                        lost.append(sequence)

        threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(won) == [1, 2, 3, 4, 5]
        assert len(lost) == 35
        assert [each.sequence for each in server.ledger().entries] == [1, 2, 3, 4, 5]


def test_racing_founders_make_one_head(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        head = server.ledger().head
        assert head is not None
        server.connection.query(f"DROP DATABASE `{server.database}`")
        failures: list[BaseException] = []

        def found(number: int) -> None:
            try:
                with again(server) as mine:
                    mine.ensure_ledger(replace(head, environment=f"env{number}"))
            except BaseException as error:  # shown by the assertion below  # noqa: BLE001
                failures.append(error)

        threads = [threading.Thread(target=found, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failures == []
        server.connection.use()
        assert server.connection.query("SELECT COUNT(*) FROM gamemodel_head") == ((1,),)


def test_alembic_version_follows_whole_migrations(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        server.append(entry(1, steps=2))
        assert server.external_revision() is None
        server.append(entry(2, position=2, steps=2))
        assert server.external_revision() == "0001_abc"
        server.append(entry(3, "intent", revision="0002_def", number=2))
        server.append(entry(4, revision="0002_def", number=2))
        assert server.external_revision() == "0002_def"
        server.append(entry(5, "undone", revision="0002_def", number=2, direction="down"))
        assert server.external_revision() == "0001_abc"
        server.append(entry(6, "stamp", steps=2, direction="down"))
        assert server.external_revision() is None


def test_a_lock_is_held_by_one(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server, again(server) as other:
        assert server.locked() is None
        anna = holder("anna")
        with server.lock(anna) as lease:
            lease.ensure(5)
            with pytest.raises(LockHeld, match="anna"), other.lock(holder("bert")):
                pass
            held = other.locked()
            assert held is not None
            assert held.holder == anna
        with other.lock(holder("bert")):
            pass


def test_a_lock_that_is_taken_away_is_noticed(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server, again(server) as other:
        with server.lock(holder()) as lease:
            other.unlock()
            with pytest.raises(Unreachable):
                lease.ensure(5)
            with pytest.raises(LockHeld):
                lease.ensure(5)
        assert other.locked() is None


def test_a_statement_under_way_keeps_others_away_without_the_lock(urls: Urls) -> None:
    url = urls["mysql", "eu-west-1"]
    with opened(url, SCHEMA) as server, again(server) as reader, again(server) as other:
        step = Statement("items.extra", "ALTER TABLE `items` ADD COLUMN extra int, ALGORITHM=INSTANT")
        after = SCHEMA  # the subject is judged while it runs, so what follows does not matter
        reader.connection.use()
        reader.connection.query("START TRANSACTION")
        reader.connection.query("SELECT * FROM items")
        running = server.run(step, Bindings(), None)
        next(running)  # sent without the lock, as if it had been lost
        with pytest.raises(LockHeld, match="ALTER TABLE"), other.lock(holder()):
            pass
        assert other.outcome(step, SCHEMA, after, Bindings()) is Outcome.RUNNING
        reader.connection.query("ROLLBACK")
        list(running)
        with other.lock(holder()):
            pass
