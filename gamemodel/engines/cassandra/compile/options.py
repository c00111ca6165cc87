"""The options of a table, from the store, the retention and the table's own."""

from __future__ import annotations

from gamemodel.engines.cassandra.block.sections import Options, TableOptions, TableSpec
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS, OptionPairs, canonical_options
from gamemodel.model import Entity


def given_options(options: TableOptions) -> dict[str, str | dict[str, str]]:
    """The table options in the model, by the server's names, as plain text and maps."""
    plain = {
        "gc_grace_seconds": options.gc_grace,
        "default_time_to_live": options.ttl,
        "comment": options.comment or None,
        "speculative_retry": options.speculative_retry or None,
        "additional_write_policy": options.additional_write_policy or None,
        "bloom_filter_fp_chance": options.bloom_filter_fp_chance,
        "crc_check_chance": options.crc_check_chance,
        "read_repair": options.read_repair,
        "memtable": options.memtable or None,
        "memtable_flush_period_in_ms": options.memtable_flush_period_in_ms,
        "min_index_interval": options.min_index_interval,
        "max_index_interval": options.max_index_interval,
        "allow_auto_snapshot": options.allow_auto_snapshot,
        "incremental_backups": options.incremental_backups,
    }
    made: dict[str, str | dict[str, str]] = {name: str(value) for name, value in plain.items() if value is not None}
    for name, pairs in (
        ("compaction", options.compaction), ("caching", options.caching), ("compression", options.compression)
    ):  # fmt: skip
        if pairs:
            made[name] = dict(pairs)
    made |= {f"{CUSTOM}.{key}": dict(pairs) for key, pairs in options.custom_properties}
    if options.tags:
        made[TAGS] = dict(options.tags)
    return made


def table_options(entity: Entity, spec: TableSpec, options: Options, store: str, *, counter: bool) -> OptionPairs:
    given = given_options(options.options) if options.options else {}
    ttl = entity.retention.seconds(store)
    if ttl is not None and not counter:
        given["default_time_to_live"] = str(ttl)
    if spec.options:
        given |= given_options(spec.options)
    if counter:
        given.pop("default_time_to_live", None)
    return canonical_options(given)
