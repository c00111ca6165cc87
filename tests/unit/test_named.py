"""Tuples sorted by name."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.named import by_name, find, put, without


@dataclass(frozen=True)
class Item:
    name: str
    value: int = 0


A, B, C = Item("a"), Item("b"), Item("c")


def test_an_item_is_added_at_its_place_or_replaces_the_one_with_its_name() -> None:
    assert put((), B) == (B,)
    assert put((A, C), B) == (A, B, C)
    assert put((A, B, C), Item("b", 1)) == (A, Item("b", 1), C)


def test_an_item_is_found_and_removed_by_its_name() -> None:
    items = by_name([C, A])
    assert items == (A, C)
    assert [find(items, name) for name in ("", "a", "b", "c", "d")] == [None, A, None, C, None]
    assert [without(items, name) for name in ("a", "b", "c")] == [(C,), items, (A,)]
