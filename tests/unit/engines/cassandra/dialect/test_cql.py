"""CQL as text: names, tokens, the statements of a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.engines.cassandra.dialect.cql import literal, map_literal, quote, statements, tokens, unquote


@pytest.mark.parametrize(
    ("name", "written"),
    [("users", "users"), ("order", '"order"'), ("Mixed", '"Mixed"'), ('a"b', '"a""b"'), ("1x", '"1x"'), ("key", "key")],
)
def test_names_are_quoted_only_where_they_must_be(name: str, written: str) -> None:
    assert quote(name) == written
    assert unquote(written) == name


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@given(st.text(max_size=30), st.text(min_size=1, max_size=30))
def test_a_quoted_text_never_ends_a_statement(value: str, name: str) -> None:
    text = f"INSERT INTO {quote(name)} (a) VALUES ({literal(value)})"
    assert [each for _, each in statements(f"{text}; SELECT 1;")] == [text, "SELECT 1"]


# Inputs that a migration tool in the field splits wrongly.
HARD = {
    "INSERT INTO t (a) VALUES ('c:\\'); DELETE FROM t": ["INSERT INTO t (a) VALUES ('c:\\')", "DELETE FROM t"],
    "BEGIN BATCH UPDATE t SET a = 1; DELETE FROM t; APPLY BATCH; SELECT 1": [
        "BEGIN BATCH UPDATE t SET a = 1; DELETE FROM t; APPLY BATCH",
        "SELECT 1",
    ],
    "BEGIN UNLOGGED BATCH a; APPLY BATCH; b": ["BEGIN UNLOGGED BATCH a; APPLY BATCH", "b"],
    "CREATE FUNCTION f AS $$ a; b; $$; x": ["CREATE FUNCTION f AS $$ a; b; $$", "x"],
    "-- a; b\nSELECT 1; // c; d\n/* e; f */ SELECT 2": ["SELECT 1", "SELECT 2"],
    'SELECT "a;b" FROM t;;': ['SELECT "a;b" FROM t'],
    "SELECT 'it''s; fine'": ["SELECT 'it''s; fine'"],
}


@pytest.mark.parametrize("text", HARD)
def test_statements_of_a_file(text: str) -> None:
    assert [each for _, each in statements(text)] == HARD[text]
    for at, each in statements(text):
        assert text[at:].startswith(each)


def test_a_map_begins_with_its_class() -> None:
    assert map_literal((("b", "it's"), ("class", "X"), ("a", "1"))) == "{'class': 'X', 'a': '1', 'b': 'it''s'}"
