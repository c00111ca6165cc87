"""The table of what a live index takes, asked of a real server: every pair of variants of a field, and every setting."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from gamemodel.engine import get
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.dialect.in_place import additions, field_conflict, is_dynamic, mapping_conflicts
from gamemodel.engines.opensearch.dialect.mappings import read_field, read_mapping, write_mapping
from gamemodel.engines.opensearch.schema import Mapping
from gamemodel.engines.opensearch.server.connect import SearchServer
from gamemodel.topology import Scope, Store, Target

VARIANTS: dict[str, tuple[dict[str, Any], ...]] = {
    "keyword": (
        {}, {"ignore_above": 256}, {"ignore_above": 128}, {"index": False}, {"doc_values": False}, {"store": True}, {"norms": True},
        {"null_value": "N"}, {"null_value": "M"}, {"normalizer": "lowercase"}, {"index_options": "freqs"}, {"similarity": "boolean"},
        {"eager_global_ordinals": True}, {"split_queries_on_whitespace": True}, {"boost": 2}, {"meta": {"unit": "x"}}, {"copy_to": ["other"]},
    ),
    "text": (
        {}, {"index": False}, {"store": True}, {"norms": False}, {"analyzer": "simple"}, {"analyzer": "simple", "search_analyzer": "standard"},
        {"search_analyzer": "simple"}, {"search_quote_analyzer": "simple"}, {"similarity": "boolean"}, {"index_options": "docs"},
        {"term_vector": "yes"}, {"fielddata": True}, {"index_prefixes": {"min_chars": 2, "max_chars": 5}}, {"index_phrases": True},
        {"position_increment_gap": 10}, {"boost": 2}, {"eager_global_ordinals": True}, {"meta": {"unit": "x"}}, {"copy_to": ["other"]},
    ),
    "long": ({}, {"coerce": False}, {"ignore_malformed": True}, {"null_value": 0}, {"index": False}, {"doc_values": False}, {"store": True}),
    "scaled_float": ({"scaling_factor": 100}, {"scaling_factor": 1000}, {"scaling_factor": 100, "coerce": False}),
    "date": (
        {}, {"format": "epoch_millis"}, {"format": "yyyy-MM-dd"}, {"format": "strict_date_optional_time||epoch_millis"}, {"locale": "fr"},
        {"ignore_malformed": True}, {"index": False},
    ),
    "wildcard": ({}, {"ignore_above": 99}, {"null_value": "N"}, {"normalizer": "lowercase"}),
    "boolean": ({}, {"null_value": True}, {"index": False}),
    "ip": ({}, {"ignore_malformed": True}, {"index": False}),
    "geo_point": ({}, {"ignore_malformed": True}),
    "binary": ({}, {"doc_values": True}, {"store": True}),
    "object": ({"dynamic": "strict"}, {"dynamic": "false"}, {"enabled": False}),
    "nested": ({}, {"include_in_root": True}, {"include_in_parent": True}, {"dynamic": "strict"}),
}  # fmt: skip
TYPES = (
    "keyword", "text", "byte", "short", "integer", "long", "unsigned_long", "float", "double", "half_float", "date", "date_nanos", "boolean",
    "ip", "binary", "geo_point", "flat_object", "wildcard", "object", "nested",
)  # fmt: skip
ROOTS: tuple[dict[str, Any], ...] = (
    {}, {"dynamic": "false"}, {"dynamic": "strict"}, {"dynamic": "true"}, {"date_detection": False}, {"numeric_detection": True},
    {"dynamic_templates": [{"a": {"mapping": {"type": "keyword"}, "match_mapping_type": "string"}}]},
    {"dynamic_templates": [{"b": {"mapping": {"type": "text"}, "match_mapping_type": "string"}}]},
    {"_meta": {"v": "1"}}, {"_meta": {"w": "2"}}, {"_routing": {"required": True}}, {"_source": {"enabled": False}}, {"_source": {"excludes": ["f"]}},
)  # fmt: skip
SETTINGS = {
    "number_of_replicas": "0", "auto_expand_replicas": "0-1", "refresh_interval": "5s", "search.idle.after": "10s", "max_result_window": "500",
    "max_inner_result_window": "50", "max_rescore_window": "50", "max_docvalue_fields_search": "50", "max_script_fields": "5",
    "max_ngram_diff": "2", "max_shingle_diff": "4", "max_refresh_listeners": "9", "max_terms_count": "99", "max_regex_length": "99",
    "highlight.max_analyzed_offset": "99", "analyze.max_token_count": "99", "gc_deletes": "5s", "priority": "7", "hidden": "true",
    "mapping.total_fields.limit": "900", "mapping.depth.limit": "9", "mapping.nested_fields.limit": "9", "mapping.nested_objects.limit": "9",
    "mapping.field_name_length.limit": "90", "query.default_field": "f", "translog.durability": "async", "translog.sync_interval": "9s",
    "translog.flush_threshold_size": "99mb", "unassigned.node_left.delayed_timeout": "9s", "routing.allocation.total_shards_per_node": "9",
    "routing.allocation.enable": "all", "routing.rebalance.enable": "all", "blocks.read": "false", "blocks.write": "false",
    "routing.allocation.require.box": "hot", "search.slowlog.threshold.query.warn": "9s", "merge.scheduler.max_thread_count": "1",
    "warmer.enabled": "true", "requests.cache.enable": "true", "final_pipeline": "_none", "default_pipeline": "_none",
    "number_of_shards": "2", "codec": "best_compression", "sort.field": "f", "number_of_routing_shards": "4", "routing_partition_size": "1",
    "mapping.ignore_malformed": "true", "mapping.coerce": "false", "analysis.analyzer.z.type": "standard", "store.type": "niofs",
    "shard.check_on_startup": "true", "load_fixed_bitset_filters_eagerly": "false", "soft_deletes.enabled": "true", "replication.type": "SEGMENT",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(urls: dict[tuple[str, str], str]) -> Iterator[SearchServer]:
    store = Store("opensearch", "opensearch", "opensearch-2.19", Scope("each-region"), Options())
    with get("opensearch").connect(
        Target(store, "local", ("eu-west-1",), urls["opensearch", "eu-west-1"]), "inplace"
    ) as opened:
        assert isinstance(opened, SearchServer)
        yield opened


def body_of(kind: str, variant: dict[str, Any]) -> dict[str, Any]:
    if kind in ("object", "nested"):
        return {"type": kind, **variant} | (
            {} if variant.get("enabled") is False else {"properties": {"x": {"type": "keyword"}}}
        )
    return {"type": kind, **variant}


def changes() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each variant of a type against the first one, both ways, and those that say one parameter twice; every type against another."""
    pairs = []
    for kind, variants in VARIANTS.items():
        first, *_ = variants
        near = [(a, b) for a, b in itertools.permutations(variants, 2) if first in (a, b) or a.keys() == b.keys()]
        pairs += [(body_of(kind, a), body_of(kind, b)) for a, b in near]
    pairs += [
        (body_of(a, {}), body_of(b, {}))
        for a, b in itertools.permutations(TYPES, 2)
        if {a, b} & {"keyword", "integer", "object"}
    ]
    return pairs


def test_fields_change_as_the_table_says(server: SearchServer) -> None:
    pairs = changes()
    wrong = []
    for chunk in (pairs[i : i + 300] for i in range(0, len(pairs), 300)):
        index = f"inplace{uuid.uuid4().hex[:8]}"
        fields = {f"f{n}": old for n, (old, _) in enumerate(chunk)} | {"other": {"type": "text"}}
        settings = {"number_of_replicas": 0, "mapping.total_fields.limit": 5000, "mapping.nested_fields.limit": 500}
        made = server.wire.ask("PUT", index, {"settings": settings, "mappings": {"properties": fields}})
        assert made.ok, made
        try:
            for n, (old, new) in enumerate(chunk):
                wrong += capabilities(server, index, f"f{n}", old, new)
        finally:
            server.wire.ask("DELETE", index)
    assert wrong == []


def capabilities(server: SearchServer, index: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What the server answers other than predicted, and where the field it then has is not the normal form of what was sent."""
    was, becomes = read_field(name, old), read_field(name, new)
    conflict = field_conflict(was.alone(), becomes.alone())
    answer = server.wire.ask("PUT", f"{index}/_mapping", {"properties": {name: new}})
    if not answer.ok:
        return [] if conflict else [f"{old} -> {new}: predicted in place, answered {answer}"]
    live = server.wire.ask("GET", f"{index}/_mapping").body[index]["mappings"]["properties"][name]
    taken = read_field(name, live) == becomes
    return (
        [f"{old} -> {new}: predicted {conflict or 'in place'}, the index has {live}"] if taken == bool(conflict) else []
    )


def test_root_options_change_as_the_table_says(server: SearchServer) -> None:
    wrong = []
    for old, new in ((a, b) for a, b in itertools.permutations(ROOTS, 2) if not a or a.keys() == b.keys() or not b):
        index = f"inplace{uuid.uuid4().hex[:8]}"
        fields = {"properties": {"f": {"type": "keyword"}}}
        assert server.wire.ask("PUT", index, {"settings": {"number_of_replicas": 0}, "mappings": old | fields}).ok
        try:
            was, becomes = read_mapping(old | fields), read_mapping(new | fields)
            if list(mapping_conflicts(was, becomes)):
                fixed = server.wire.ask("PUT", f"{index}/_mapping", new | fields)
                stays = read_mapping(server.wire.ask("GET", f"{index}/_mapping").body[index]["mappings"])
                if fixed.ok and stays == becomes:
                    wrong.append(f"{old} -> {new}: was taken")
                continue
            more = additions(was, becomes)
            if more != Mapping():
                assert server.wire.ask("PUT", f"{index}/_mapping", write_mapping(more)).ok
            live = read_mapping(server.wire.ask("GET", f"{index}/_mapping").body[index]["mappings"])
            if live != becomes:
                wrong.append(f"{old} -> {new}: the index has {live}")
        finally:
            server.wire.ask("DELETE", index)
    assert wrong == []


def test_settings_change_as_the_table_says(server: SearchServer) -> None:
    index = f"inplace{uuid.uuid4().hex[:8]}"
    mappings = {"properties": {"f": {"type": "keyword"}}}
    assert server.wire.ask("PUT", index, {"settings": {"number_of_replicas": 0}, "mappings": mappings}).ok
    try:
        wrong = [
            f"{key}: {answer.status}"
            for key, value in SETTINGS.items()
            if (answer := server.wire.ask("PUT", f"{index}/_settings", {"index": {key: value}})).ok != is_dynamic(key)
        ]
    finally:
        server.wire.ask("DELETE", index)
    assert wrong == []
