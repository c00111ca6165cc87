"""Numbers, durations and columns."""

from __future__ import annotations

import pytest

from gamemodel.report.text import columns, counted, listed, seconds


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no entities"), (1, "1 entity"), (2, "2 entities"), (1000, "1000 entities")]
)
def test_counted(count: int, words: str) -> None:
    assert counted(count, "entity", "entities") == words


def test_listed() -> None:
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0 ms"),
        (0.0404, "40 ms"),
        (9.5, "9.50 s"),
        (42.4, "42 s"),
        (60.0, "1 min 00 s"),
        (185.2, "3 min 05 s"),
        (7620.0, "2 h 07 min"),
    ],
)
def test_seconds(value: float, words: str) -> None:
    assert seconds(value) == words


def test_columns_align_and_leave_no_blanks_at_the_end() -> None:
    assert columns([["a", "bb", "c"], ["aaa", "b", ""], ["x"]]) == ["a    bb  c", "aaa  b", "x"]
