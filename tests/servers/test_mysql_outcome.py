"""What became of a step on MySQL, when its runner died before or after sending it; and backfills that are taken up again."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gamemodel.change import Hints
from gamemodel.engine import Outcome
from gamemodel.engines.mysql.schema import Column, Schema
from gamemodel.errors import CheckFailed, ServerRefused, Unreachable
from gamemodel.step import Backfill, Bindings, Check, Statement
from tests.laws.cases.mysql import dropping
from tests.servers.mysql_target import BASE, ENGINE, ITEMS, again, apply, migration, opened
from tests.strategies import mysql as strategies

Urls = dict[tuple[str, str], str]
SCHEMA = Schema(BASE, (ITEMS,))
PAIRS = strategies.schemas().flatmap(lambda a: st.tuples(st.just(a), strategies.evolved(a)))


@given(PAIRS)
@settings(
    max_examples=max(5, int(os.environ.get("GAMEMODEL_EVOLVE", "50")) // 5),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_every_change_is_told_from_its_absence(urls: Urls, pair: tuple[Schema, Schema]) -> None:
    old, new = pair
    with opened(urls["mysql", "eu-west-1"], old) as server:
        state = old
        for change in ENGINE.diff(old, new, dropping(old, new)).changes:
            after = change.apply_to(state)
            statements = [step for step in change.steps(state) if isinstance(step, Statement)]
            for sent in statements:
                assert server.outcome(sent, state, after, Bindings()) is Outcome.NOT_DONE, change
            for step in change.steps(state):
                for _ in server.run(step, Bindings(), None):
                    pass
            for sent in statements:
                assert server.outcome(sent, state, after, Bindings()) is Outcome.DONE, change
            state = after


def test_a_subject_that_somebody_else_changed_is_neither(urls: Urls) -> None:
    wider = replace(ITEMS, columns=(*ITEMS.columns[:2], replace(ITEMS.columns[2], type="bigint")))
    new = Schema(BASE, (wider,))
    with opened(urls["mysql", "eu-west-1"], SCHEMA) as server:
        (step,) = migration(SCHEMA, new).up
        server.connection.query("ALTER TABLE items MODIFY amount decimal(20,0) NOT NULL DEFAULT 0")
        assert server.outcome(step, SCHEMA, new, Bindings()) is Outcome.NEITHER


def test_a_killed_connection_is_unreachable_and_the_outcome_is_looked_up(urls: Urls) -> None:
    added = replace(ITEMS, columns=(*ITEMS.columns, Column("extra", "int", True)))
    new = Schema(BASE, (added,))
    with opened(urls["mysql", "eu-west-1"], SCHEMA) as server, again(server) as other:
        (step,) = migration(SCHEMA, new).up
        other.connection.use()
        other.connection.query("START TRANSACTION")
        other.connection.query("SELECT * FROM items")
        number = server.connection.thread_id()
        running = server.run(step, Bindings(), None)
        next(running)
        other.connection.query(f"KILL {number}")
        with pytest.raises(Unreachable):
            list(running)
        other.connection.query("ROLLBACK")
        assert server.outcome(step, SCHEMA, new, Bindings()) is Outcome.NOT_DONE
        list(server.run(step, Bindings(), None))
        assert server.outcome(step, SCHEMA, new, Bindings()) is Outcome.DONE


def test_a_refusal_has_the_servers_words_and_the_statement(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"], SCHEMA) as server:
        step = Statement("items.title", "ALTER TABLE `items` MODIFY amount bigint, ALGORITHM=INSTANT")
        with pytest.raises(ServerRefused, match="ALGORITHM=INSTANT is not supported") as caught:
            list(server.run(step, Bindings(), None))
        assert caught.value.statement == step.text
        assert "nothing was changed" in caught.value.help


FILLED = replace(
    ITEMS, columns=(*ITEMS.columns, Column("colour", "varchar(20)", collation="utf8mb4_0900_bin", default="'none'"))
)


def test_a_required_column_is_filled_in_batches_and_taken_up_again(urls: Urls) -> None:
    new = Schema(BASE, (FILLED,))
    hints = Hints(fills=(("items.colour", "concat('c', id, '%')"),))
    with opened(urls["mysql", "eu-west-1"], SCHEMA) as server:
        values = ", ".join(f"({n}, 't')" for n in range(0, 5000, 2))
        server.connection.query(f"INSERT INTO items (id, title) VALUES {values}")
        steps = migration(SCHEMA, new, hints).up
        add, fill, check, *rest = steps
        assert isinstance(fill, Backfill)
        assert isinstance(check, Check)
        list(server.run(add, Bindings(), None))
        assert server.outcome(fill, SCHEMA, SCHEMA, Bindings()) is Outcome.NOT_DONE
        with pytest.raises(CheckFailed, match=r"still has no value in some rows \(first: 0\)") as failed:
            list(server.run(check, Bindings(), None))
        assert failed.value.rows == ("0",)
        progress = server.run(fill, Bindings(), None)
        first = next(progress)
        del progress
        assert first.done == fill.batch
        assert first.cursor is not None
        more = list(server.run(fill, Bindings(), first.cursor))
        assert more[-1].done == 2500 - fill.batch
        assert server.outcome(fill, SCHEMA, SCHEMA, Bindings()) is Outcome.DONE
        assert all(each.done == 0 for each in server.run(fill, Bindings(), None))
        for step in (check, *rest):
            list(server.run(step, Bindings(), None))
        assert server.introspect(new, None) == new  # type: ignore[arg-type]  # pace is not read
        assert server.connection.query("SELECT colour FROM items WHERE id = 42") == (("c42%",),)


def test_a_backfill_goes_along_keys_of_several_columns_and_bytes(urls: Urls) -> None:
    from gamemodel.engines.mysql.schema import IndexPart, Table

    keyed = Table(
        "pairs",
        (Column("a", "binary(4)"), Column("b", "date"), Column("v", "int", True)),
        (IndexPart("a"), IndexPart("b")),
    )
    with opened(urls["mysql", "eu-west-1"], Schema(BASE, (keyed,))) as server:
        rows = ", ".join(f"(x'{n % 7:08x}', '2020-01-01' + INTERVAL {n} DAY)" for n in range(500))
        server.connection.query(f"INSERT INTO pairs (a, b) VALUES {rows}")
        step = Backfill(
            "pairs.v",
            "UPDATE pairs SET v = 1 WHERE v IS NULL",
            ("a", "b"),
            "SELECT a FROM pairs WHERE v IS NULL",
            batch=37,
        )
        seen, cursor = 0, None
        while True:  # every batch by a runner of its own
            one = next(server.run(step, Bindings(), cursor), None)
            if one is None:
                break
            assert one.done <= 37
            seen, cursor = seen + one.done, one.cursor
        assert seen == 500
        assert server.connection.query("SELECT COUNT(*) FROM pairs WHERE v IS NULL") == ((0,),)


def test_a_second_database_of_the_same_server_is_not_touched(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"], SCHEMA) as one, opened(urls["mysql", "eu-west-1"], SCHEMA) as two:
        apply(one, SCHEMA, Schema(BASE, ()), Hints())
        assert two.introspect(SCHEMA, None) == SCHEMA  # type: ignore[arg-type]  # pace is not read
