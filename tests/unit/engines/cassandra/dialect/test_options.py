"""Options: what was written, what the server answers, and how one leads to the other."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gamemodel.engines.cassandra.dialect.options import altered, canonical_options

LCS = "org.apache.cassandra.db.compaction.LeveledCompactionStrategy"
SAME: list[tuple[Mapping[str, str | Mapping[str, str]], Mapping[str, str | Mapping[str, str]]]] = [
    ({"speculative_retry": "95PERCENTILE"}, {"speculative_retry": "95p"}),
    ({"speculative_retry": "99PERCENTILE"}, {}),
    ({"speculative_retry": "none"}, {"speculative_retry": "NEVER"}),
    ({"speculative_retry": "min(99percentile, 50MS)"}, {"speculative_retry": "MIN(99p,50ms)"}),
    (
        {"compaction": {"class": "LeveledCompactionStrategy"}},
        {"compaction": {"class": LCS, "min_threshold": "4", "max_threshold": "32"}, "bloom_filter_fp_chance": "0.1"},
    ),
    ({"compaction": {"class": "SizeTieredCompactionStrategy", "max_threshold": "32"}}, {}),
    ({"compression": {"enabled": "false"}}, {"compression": {"sstable_compression": ""}}),
    (
        {"compression": {"class": "ZstdCompressor"}},
        {"compression": {"class": "org.apache.cassandra.io.compress.ZstdCompressor", "chunk_length_in_kb": "16"}},
    ),
    ({"caching": {"keys": "all"}}, {}),
    ({"caching": {"keys": "NONE"}}, {"caching": {"keys": "NONE", "rows_per_partition": "NONE"}}),
    ({"read_repair": "blocking"}, {}),
    ({"default_time_to_live": "0", "gc_grace_seconds": "864000", "crc_check_chance": "1"}, {}),
    ({"bloom_filter_fp_chance": "0.010"}, {}),
]


@pytest.mark.parametrize(("written", "answered"), SAME)
def test_what_was_written_equals_what_is_read_back(written: Mapping[str, str], answered: Mapping[str, str]) -> None:
    assert canonical_options(written) == canonical_options(answered)


def test_a_new_compaction_class_takes_its_bloom_filter_along() -> None:
    """The server keeps the old figure, which the new class's default is not."""
    plain, levelled = canonical_options({}), canonical_options({"compaction": {"class": "LeveledCompactionStrategy"}})
    assert dict(altered(plain, levelled)) == {
        "compaction": "{'class': 'LeveledCompactionStrategy'}",
        "bloom_filter_fp_chance": "0.1",
    }
    assert dict(altered(levelled, plain))["bloom_filter_fp_chance"] == "0.01"


def test_an_option_that_is_no_longer_said_gets_its_default_back() -> None:
    assert altered(canonical_options({"comment": "x", "gc_grace_seconds": "5"}), ()) == (
        ("comment", "''"),
        ("gc_grace_seconds", "864000"),
    )
