"""Commands as lines: what is quoted is split back, by the rules of redis-cli."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.engines.redis.dialect.quoting import line, quote, split


@given(st.lists(st.text(), min_size=1))
def test_what_is_quoted_is_split_back(words: list[str]) -> None:
    text = line(*words)
    assert split(text) == tuple(words)
    assert "\n" not in text


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("plain:key", "plain:key"),
        ("", "''"),
        ("two words", "'two words'"),
        ("it's", "'it\\'s'"),
        ("a\nb", '"a\\x0ab"'),
        ('{"a":"b"}', '\'{"a":"b"}\''),
        ("end\\", '"end\\\\"'),
    ],
)
def test_how_a_word_is_quoted(word: str, text: str) -> None:
    assert quote(word) == text


@pytest.mark.parametrize("text", ["'open", '"open', "'a'b", 'a"b"'])
def test_unbalanced_quotes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"quote|closing"):
        split(text)
