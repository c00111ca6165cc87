"""What leads from one keyspace to another, in which order, and what is refused with which way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gamemodel.change import Hints
from gamemodel.engine import get
from gamemodel.engines.cassandra.schema import (
    EMPTY,
    Clustering,
    Column,
    Dropped,
    Index,
    Keyspace,
    Other,
    Schema,
    Table,
    UserType,
    View,
)
from gamemodel.step import Backfill, Statement

ENGINE = get("cassandra")
T = Table("t", (Column("a", "text"), Column("b", "timeuuid"), Column("c", "int")), ("a",), (Clustering("b", True),))
V = View("v", "t", ("b",), (Clustering("a"),))
POINT = UserType("point", (("x", "int"),))


def schema(*tables: Table, views: tuple[View, ...] = (), types: tuple[UserType, ...] = ()) -> Schema:
    return Schema(Keyspace("game"), types, tables, views)


def columns(*more: Column, without: str = "") -> Table:
    kept = [each for each in T.columns if each.name != without]
    return replace(T, columns=tuple(sorted((*kept, *more), key=lambda each: each.name)))


def lines(old: Schema, new: Schema, hints: Hints = Hints()) -> list[str]:  # noqa: B008
    difference = ENGINE.diff(old, new, hints)
    assert difference.refusals == (), difference.refusals
    return [change.describe() for change in difference.changes]


def test_what_depends_is_made_last_and_dropped_first() -> None:
    line = UserType("line", (("a", "frozen<point>"), ("b", "frozen<point>")))
    table = replace(columns(Column("l", "frozen<line>")), indexes=(Index("i", "c", "", "sai"),))
    whole = schema(table, views=(V,), types=(line, POINT))
    made = ["keyspace game", "type point", "type line", "table t", "index t.i", "view v"]
    assert [each[2:].partition(" (")[0].partition(" on")[0].partition(" of")[0] for each in lines(EMPTY, whole)] == made
    gone = lines(whole, EMPTY)
    assert [each[2:].partition(" on")[0] for each in gone] == [
        "view v",
        "index t.i",
        "table t",
        "type line",
        "type point",
        "keyspace game",
    ]


def test_a_column_is_added_filled_and_dropped() -> None:
    more = schema(columns(Column("guild", "text")))
    assert lines(schema(T), more) == ["+ column t.guild text"]
    hints = Hints(fills=(("game.t.guild", "'none'"),))
    (change,) = ENGINE.diff(schema(T), more, hints).changes
    add, fill = change.steps(schema(T))
    assert isinstance(add, Statement)
    assert isinstance(fill, Backfill)
    assert add.text == "ALTER TABLE game.t ADD guild text"
    assert fill.key == ("a", "b")
    assert lines(more, schema(T)) == ["- column t.guild text"]


def test_a_changed_index_is_dropped_and_made_again() -> None:
    old, new = replace(T, indexes=(Index("i", "c"),)), replace(T, indexes=(Index("i", "c", "", "sai"),))
    assert lines(schema(old), schema(new)) == ["- index t.i", "+ index t.i on (c) using sai"]


def test_a_declared_rename_of_a_key_column_is_made_and_views_follow() -> None:
    turned = replace(
        T, columns=(Column("b", "timeuuid"), Column("c", "int"), Column("name", "text")), partition=("name",)
    )
    view = View("v", "t", ("b",), (Clustering("name"),))
    hints = Hints(renames=(("game.t.a", "game.t.name"),))
    assert lines(schema(T, views=(V,)), schema(turned, views=(view,)), hints) == ["~ column t.a -> name"]
    assert lines(schema(turned, views=(view,)), schema(turned, views=(view,)), hints) == []


def test_options_are_altered_whole() -> None:
    new = replace(T, options=(("comment", "'x'"), ("compaction", "{'class': 'UnifiedCompactionStrategy'}")))
    (change,) = ENGINE.diff(schema(T), schema(new), Hints()).changes
    (step,) = change.steps(schema(T))
    assert isinstance(step, Statement)
    assert step.text == (
        "ALTER TABLE game.t WITH comment = 'x'\n    AND compaction = {'class': 'UnifiedCompactionStrategy'}"
    )
    assert change.subject == "game.t.option:comment,compaction"


KEYED = replace(T, columns=(Column("a", "frozen<point>"), *T.columns[1:]))
WIDER = UserType("point", (("x", "int"), ("y", "int")))
REFUSED = {
    "GM200": (schema(T), Schema(Keyspace("other"), (), (T,)), Hints()),
    "GM201 order": (schema(T), schema(replace(T, clustering=(Clustering("b"),))), Hints()),
    "GM201 key": (schema(T), schema(replace(T, partition=("a", "b"), clustering=())), Hints()),
    "GM202 type": (schema(T), schema(columns(Column("c", "bigint"), without="c")), Hints()),
    "GM202 kind": (schema(T), schema(columns(Column("c", "int", "static"), without="c")), Hints()),
    "GM203 column": (
        schema(T),
        schema(columns(Column("d", "int"), without="c")),
        Hints(renames=(("game.t.c", "game.t.d"),)),
    ),
    "GM203 table": (schema(T), schema(replace(T, name="u")), Hints(renames=(("game.t", "game.u"),))),
    "GM204": (schema(T), schema(columns(Column("d", "int"), without="c")), Hints()),
    "GM205": (schema(replace(T, dropped=(Dropped("d", "int"),))), schema(columns(Column("d", "text"))), Hints()),
    "GM206": (schema(T), schema(columns(Column("d", "counter"))), Hints()),
    "GM207": (schema(T, views=(V,)), schema(columns(without="c"), views=(V,)), Hints()),
    "GM208 field": (schema(T, types=(POINT,)), schema(T, types=(UserType("point", (("x", "text"),)),)), Hints()),
    "GM208 key": (schema(KEYED, types=(POINT,)), schema(KEYED, types=(WIDER,)), Hints()),
    "GM209": (schema(T, views=(V,)), schema(T, views=(replace(V, columns=("a", "b")),)), Hints()),
    "GM210": (schema(T, views=(V,)), schema(replace(T, options=(("gc_grace_seconds", "0"),)), views=(V,)), Hints()),
    "GM211": (replace(schema(T), others=(Other("function", "f(int)", "x"),)), schema(T), Hints()),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_refused_with_the_way_out(case: str) -> None:
    old, new, hints = REFUSED[case]
    difference = ENGINE.diff(old, new, hints)
    assert [each.code for each in difference.refusals] == [case.split(maxsplit=1)[0]]
    (refusal,) = difference.refusals
    assert refusal.help
    assert refusal.describe[0] in "+-~"
    assert refusal.subject.startswith(("game", "other"))
    assert difference.changes == ()


def test_a_look_alike_is_no_question_once_the_model_says_so() -> None:
    old, new = schema(T), schema(columns(Column("d", "int"), without="c"))
    assert lines(old, new, Hints(dropped=("game.t.c",))) == ["+ column t.d int", "- column t.c int"]


def test_restore_leads_from_nothing_to_one_subject() -> None:
    table = replace(T, indexes=(Index("i", "c"),))
    steps = ENGINE.restore(schema(table, types=(POINT,)), "game.t.index:i")
    assert [step.subject for step in steps] == ["game.t.index:i", "game.t.index:i"]
    assert [step.subject for step in ENGINE.restore(schema(T), "game.t")] == ["game.t"]
    (step,) = ENGINE.restore(schema(T), "game.t.c")
    assert isinstance(step, Statement)
    assert step.text == "ALTER TABLE game.t ADD c int"
