"""Key patterns: reading, matching, globs, escaping, and whether two of them share a key."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.engines.redis.dialect.formats import FORMATS, widens
from gamemodel.engines.redis.dialect.overlap import glob_atoms, overlap, reached, shared_key
from gamemodel.engines.redis.dialect.patterns import PatternError, escape, parse
from tests.strategies.redis_writer import EXAMPLES, unescape


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
        ("<a><b>", "need a sign between"),
        ("<a>:<a>", "stands twice"),
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


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("n", [0, 1, 7, 4242])
def test_every_form_matches_its_examples(form: str, n: int) -> None:
    regex = "".join(atom.regex for atom in FORMATS[form])
    assert re.fullmatch(regex, escape(EXAMPLES[form](n)))


@pytest.mark.parametrize(
    ("a", "b", "key"),
    [
        ("user:<x>:profile", "user:<y>:sess", None),
        ("user:<x>", "user:<y>:sess", None),
        ("user:<x>", "user:top", "user:top"),
        ("sess:<id:uuid>", "sess:count", None),
        ("n:<id:integer>", "n:<id:uuid>", None),
        ("n:<id:integer>", "n:<name>", "n:0"),
        ("a:<x>b", "a:c<y>", "a:cb"),
        ("<x>:a", "b:<y>", "b:a"),
        ("m:<at:month>", "m:<at:day>", None),
        ("m:<at:year>", "m:<n:unsigned>", "m:0000"),
        ("{u:<x>}:a", "{u:<x>}:b", None),
    ],
)
def test_whether_two_patterns_share_a_key(a: str, b: str, key: str | None) -> None:
    assert overlap(parse(a), parse(b)) == key
    assert (overlap(parse(b), parse(a)) is None) == (key is None)
    if key is not None:
        assert re.fullmatch(parse(a).regex, key)
        assert re.fullmatch(parse(b).regex, key)


PARTS = st.lists(st.sampled_from(("a", "b", ":", "<x>", "<y:integer>", "<z:flag>", "<w:uuid>")), min_size=1, max_size=6)


@given(PARTS, PARTS, st.lists(st.sampled_from(("a", "b", ":", "0", "1", "-")), max_size=7))
def test_the_proof_agrees_with_matching(a: list[str], b: list[str], word: list[str]) -> None:
    try:
        left, right = parse("".join(a)), parse("".join(b))
    except PatternError:
        return
    key = "".join(word)
    shared = overlap(left, right)
    if re.fullmatch(left.regex, key) and re.fullmatch(right.regex, key):
        assert shared is not None
    if shared is not None:
        assert re.fullmatch(left.regex, shared)
        assert re.fullmatch(right.regex, shared)


def test_a_glob_reaches_further_than_its_pattern() -> None:
    assert reached("user:*:sess", parse("user:<a>:<b>:sess")) == "user:a:a:sess"
    assert reached("user:*:sess", parse("user:<a>:profile")) is None
    assert shared_key(glob_atoms("game:gamemodel:*"), parse("game:<x>:y").atoms) == "game:gamemodel:y"


def test_a_tag_is_what_stands_in_the_braces() -> None:
    assert parse("a:{u:<x>:b}:<y>").tag == ("u:", parse("<x>").placeholders[0], ":b")
    assert parse("a:<x>").tag is None


@pytest.mark.parametrize(
    ("old", "new", "yes"),
    [("flag", "integer", True), ("integer", "text", True), ("text", "integer", False), ("uuid", "uuid", True)],
)
def test_forms_widen(old: str, new: str, yes: bool) -> None:
    assert widens(old, new) is yes
