"""Key patterns: reading, matching, globs and escaping."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.engines.redis.dialect.patterns import PatternError, escape, parse
from tests.strategies.redis_writer import unescape


@pytest.mark.parametrize(
    ("text", "glob"),
    [
        ("game:rank", "game:rank"),
        ("game:user:<name>:profile", "game:user:*:profile"),
        ("{user:<name>}:sess:<id:uuid>", "{user:*}:sess:*"),
        ("m:<at:month>", "m:*"),
    ],
)
def test_a_pattern_is_read_and_written_back(text: str, glob: str) -> None:
    assert str(parse(text)) == text
    assert parse(text).glob == glob


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "never empty"),
        ("a b", "' ' cannot stand"),
        ("a*", "'*' cannot stand"),
        ("a:<Name>", "'<' cannot stand"),
        ("a:<x:colour>", "unknown form 'colour'"),
        ("<a><b>", "need a character between"),
        ("<a>:<a>", "is there twice"),
        ("{a}:{b}", "at most one hash tag"),
        ("a}:{b", "at most one hash tag"),
        ("a:{}", "tags nothing"),
    ],
)
def test_what_is_no_pattern_is_said(text: str, words: str) -> None:
    with pytest.raises(PatternError, match=re.escape(words)):
        parse(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_value_makes_a_key_of_its_pattern_and_of_no_other_shape(a: str, b: str) -> None:
    pattern = parse("u:{<x>}:s:<y>")
    key = pattern.key({"x": a, "y": b})
    assert re.fullmatch(pattern.regex, key, re.DOTALL)
    assert re.fullmatch(pattern.regex.encode(), key.encode("utf-8", "surrogatepass"), re.DOTALL)
    assert key.count("{") == key.count("}") == 1
    assert unescape(escape(a)) == a


def test_an_empty_value_is_refused() -> None:
    with pytest.raises(ValueError, match="never empty"):
        parse("u:<x>").key({"x": ""})


def test_a_tag_is_what_stands_in_the_braces() -> None:
    assert parse("a:{u:<x>:b}:<y>").tag == ("u:", parse("<x>").placeholders[0], ":b")
    assert parse("a:<x>").tag is None
