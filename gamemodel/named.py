"""Tuples of named values, sorted by name: find, add or replace, and remove."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import attrgetter
from typing import Protocol, TypeVar


class Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def by_name(items: Iterable[N]) -> tuple[N, ...]:
    """The items sorted by name."""
    return tuple(sorted(items, key=attrgetter("name")))


def find(items: tuple[N, ...], name: str) -> N | None:
    """The item called `name`."""
    at, after = _place(items, name)
    return items[at] if after > at else None


def put(items: tuple[N, ...], item: N) -> tuple[N, ...]:
    """The items with `item` added, or in place of the one with its name."""
    at, after = _place(items, item.name)
    return (*items[:at], item, *items[after:])


def without(items: tuple[N, ...], name: str) -> tuple[N, ...]:
    """The items without the one called `name`."""
    return tuple(each for each in items if each.name != name)


def _place(items: tuple[N, ...], name: str) -> tuple[int, int]:
    """The slice that `name` takes; empty where it is missing."""
    at = bisect_left(items, name, key=attrgetter("name"))
    return at, at + 1 if at < len(items) and items[at].name == name else at
