"""The formats of values, and which ones hold all values of another."""

from __future__ import annotations

import re

import pytest

from gamemodel.engines.redis.dialect.formats import FORMATS, widens
from gamemodel.engines.redis.dialect.patterns import escape
from tests.strategies.redis_writer import EXAMPLES


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("n", [0, 1, 7, 4242])
def test_every_form_matches_its_examples(form: str, n: int) -> None:
    regex = "".join(atom.regex for atom in FORMATS[form])
    assert re.fullmatch(regex, escape(EXAMPLES[form](n)))


@pytest.mark.parametrize(
    ("old", "new", "yes"),
    [("flag", "integer", True), ("integer", "text", True), ("text", "integer", False), ("uuid", "uuid", True)],
)
def test_forms_widen(old: str, new: str, yes: bool) -> None:
    assert widens(old, new) is yes
