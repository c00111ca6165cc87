"""Frozen dataclasses survive JSON, and a misfit says where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import pytest

from gamemodel.codec import CodecError, dump, load
from gamemodel.step import Backfill, Check, Statement, Step


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    name: str
    children: tuple[Node, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()


Node: TypeAlias = "Leaf | Tree"


def test_a_nested_value_survives_and_defaults_are_left_out() -> None:
    tree = Tree("root", (Leaf("a"), Tree("b", (Leaf("c", 3),))), (("x", 1),))
    data = dump(tree)
    assert data == {
        "name": "root",
        "children": [
            {"is": "Leaf", "name": "a"},
            {"is": "Tree", "name": "b", "children": [{"is": "Leaf", "name": "c", "size": 3}]},
        ],
        "pairs": [["x", 1]],
    }
    assert load(data, Tree) == tree


@pytest.mark.parametrize(
    "step",
    [
        Statement("t", "DROP", destroys=True, draws=("id",)),
        Check("t", "SELECT", "no"),
        Backfill("t", "UPDATE", ("id",)),
    ],
)
def test_every_kind_of_step_survives(step: Step) -> None:
    assert load(dump(step, Step), Step) == step


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": 1}, "name: expected str, found 1"),
        ({}, "Tree lacks 'name'"),
        ({"name": "a", "nmae": "b"}, "Tree has no field 'nmae'"),
        ({"name": "a", "children": [{"is": "Bush"}]}, "children: unknown kind 'Bush'; known are Leaf, Tree"),
        ({"name": "a", "pairs": [["x", "1"]]}, "pairs: expected int, found '1'"),
    ],
)
def test_a_misfit_says_where_it_is(data: object, words: str) -> None:
    with pytest.raises(CodecError, match=words):
        load(data, Tree)
