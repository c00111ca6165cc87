"""Whether two key patterns share a key."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.engines.redis.dialect.overlap import glob_atoms, overlap, reached, shared_key
from gamemodel.engines.redis.dialect.patterns import PatternError, parse


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
