"""Queries served by indexes."""

from __future__ import annotations

import pytest

from tests.unit.engines.mysql.models import codes, items

QUERY = "queries:\n  q: {store: mysql, %s}\n"


def with_query(fields: str, query: str, block: str = "") -> str:
    return items(fields, block).replace("mysql:\n  primary_key", QUERY % query + "mysql:\n  primary_key")


A = "  a: int32\n  b: timestamp\n  c: string(20)"


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("by: [a]", "on: [a]"),
        ("by: [a, c]", "on: [c, a]"),
        ("by: [a], range: b", "on: [a, b]"),
        ("by: [a], order: {b: desc}", "on: [a, {b: desc}]"),
        ("by: [a], order: {b: desc}", "on: [a, b]"),
        ("by: [a], range: b, order: {b: desc}", "on: [a, b]"),
        ("by: [a], order: {id: desc}", "on: [a]"),
        ("filter: [a]", "on: [a, b]"),
        ("by: [a], range: b", "unique: [a]"),
    ],
)
def test_a_query_is_served_by_the_beginning_of_an_index(query: str, index: str) -> None:
    assert codes(with_query(A, query, f"  indexes: {{i: {{serves: [q], {index}}}}}")) == []


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("by: [a]", "on: [b, a]"),
        ("by: [a, c]", "on: [a, b, c]"),
        ("by: [a], range: b", "on: [a, c, b]"),
        ("by: [a], order: {b: desc}", "on: [a, c]"),
        ("by: [a], range: c, order: {b: desc}", "on: [a, b, c]"),
        ("by: [c]", "on: [{c: {prefix: 3}}]"),
        ("by: [a]", "on: [a], invisible: true"),
    ],
)
def test_an_index_that_does_not_serve_what_it_names(query: str, index: str) -> None:
    assert "GM321" in codes(with_query(A, query, f"  indexes: {{i: {{serves: [q], {index}}}}}"))


def test_a_query_needs_an_index_and_the_primary_key_is_one() -> None:
    assert codes(with_query(A, "by: [a]")) == ["GM320"]
    assert codes(with_query(A, "by: [id], one: true")) == []
    assert codes(with_query(A, "by: [a]", "  indexes: {i: {on: [a], why: a job reads it}}")) == ["GM320"]


def test_an_index_serves_or_says_why() -> None:
    assert codes(items(A, "  indexes: {i: {on: [a]}}")) == ["GM322"]
    assert codes(items(A, "  indexes: {i: {on: [a], why: a job reads it}}")) == []
    assert codes(items(A, "  indexes: {i: {unique: [a]}}")) == []
