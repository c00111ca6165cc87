"""Mappings that are written in different ways and mean the same."""

from __future__ import annotations

from gamemodel.engines.opensearch.dialect.mappings import read_mapping
from gamemodel.engines.opensearch.dialect.settings import flatten


def test_one_mapping_written_two_ways_is_one() -> None:
    one = {
        "properties": {
            "a": {"type": "keyword", "index": True, "norms": False},
            "b": {"type": "scaled_float", "scaling_factor": 100.0},
        }
    }
    other = {
        "properties": {"b": {"type": "scaled_float", "scaling_factor": 100}, "a": {"type": "keyword", "copy_to": []}},
        "date_detection": True,
    }
    assert read_mapping(one) == read_mapping(other)
    assert (
        flatten({"index": {"number_of_shards": "3"}})
        == flatten({"index.number_of_shards": 3})
        == flatten({"number_of_shards": "3"})
    )
