"""A change of partitioning: what is added, dropped, split or merged in place, and what rewrites the table."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.changes import AlterPartitioning
from gamemodel.engines.mysql.schema import Partition, Partitioning, Schema


def by_year(*bounds: str) -> Partitioning:
    """`2026` is everything before 2027; `later` is the rest."""
    parts = (Partition(f"p{b}", "MAXVALUE" if b == "later" else f"'{int(b) + 1}-01-01'") for b in bounds)
    return Partitioning("RANGE COLUMNS", "at", tuple(parts))


CASES = [
    (
        "a split of the last",
        ("2026", "later"),
        ("2026", "2027", "later"),
        "~ partitions of audits plater -> p2027, plater",
    ),
    (
        "a split in the middle",
        ("2024", "2026", "later"),
        ("2024", "2025", "2026", "later"),
        "~ partitions of audits p2026 -> p2025, p2026",
    ),
    ("the front is dropped", ("2025", "2026", "later"), ("2026", "later"), "- partitions of audits p2025"),
    ("one behind the last", ("2025", "2026"), ("2025", "2026", "2027"), "+ partitions of audits p2027"),
    (
        "the range grows at its end",
        ("2025", "2026"),
        ("2025", "2027"),
        "~ table audits partitioned by range columns (at)",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_done_and_said(old: tuple[str, ...], new: tuple[str, ...], words: str) -> None:
    change = AlterPartitioning("audits", by_year(*old), by_year(*new))
    assert change.describe() == words
    assert change.destroys == words.startswith("-")


@pytest.mark.parametrize(("old", "new", "words"), [case[1:] for case in CASES[:3]], ids=[case[0] for case in CASES[:3]])
def test_the_way_back_loses_no_rows_and_leads_to_the_same_change(
    old: tuple[str, ...], new: tuple[str, ...], words: str
) -> None:
    del words
    back = AlterPartitioning("audits", by_year(*old), by_year(*new)).inverse(Schema())
    assert not back.destroys
    (step,) = back.steps(Schema())
    assert "REORGANIZE PARTITION" in getattr(step, "text", "")
    assert (back.old, back.new) == (by_year(*new), by_year(*old))


def test_what_was_appended_goes_with_its_rows() -> None:
    back = AlterPartitioning("audits", by_year("2025"), by_year("2025", "2026")).inverse(Schema())
    assert back.destroys
