"""Table options: their defaults and canonical form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from gamemodel.engines.cassandra.dialect.cql import literal, map_literal, significant

OptionPairs = tuple[tuple[str, str], ...]

_CACHING = (("keys", "ALL"), ("rows_per_partition", "NONE"))
_LZ4 = (("class", "LZ4Compressor"), ("chunk_length_in_kb", "16"))
_STCS = (("class", "SizeTieredCompactionStrategy"),)

DEFAULTS: Final[dict[str, str]] = {
    "additional_write_policy": "'99p'",
    "allow_auto_snapshot": "true",
    "bloom_filter_fp_chance": "0.01",
    "caching": map_literal(_CACHING),
    "comment": "''",
    "compaction": map_literal(_STCS),
    "compression": map_literal(_LZ4),
    "crc_check_chance": "1.0",
    "default_time_to_live": "0",
    "gc_grace_seconds": "864000",
    "incremental_backups": "true",
    "max_index_interval": "2048",
    "memtable": "'default'",
    "memtable_flush_period_in_ms": "0",
    "min_index_interval": "128",
    "read_repair": "'BLOCKING'",
    "speculative_retry": "'99p'",
}
"""What a Cassandra 5.0.9 with its own cassandra.yaml gives a table, as CQL text in canonical form."""

TEXTS: Final = ("additional_write_policy", "comment", "memtable", "read_repair", "speculative_retry")
WHOLE: Final = (
    "default_time_to_live", "gc_grace_seconds", "max_index_interval", "memtable_flush_period_in_ms", "min_index_interval"
)  # fmt: skip
FRACTIONS: Final = ("bloom_filter_fp_chance", "crc_check_chance")
SWITCHES: Final = ("allow_auto_snapshot", "incremental_backups")
CUSTOM: Final = "custom_properties"
"""The option that only Amazon Keyspaces has, a map of maps; kept as one option per property: `custom_properties.ttl`."""
TAGS: Final = "tags"

NAMES: Final = tuple(sorted((*DEFAULTS, CUSTOM, TAGS)))

# Sub-options that the server adds.
_COMPACTION_DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "SizeTieredCompactionStrategy": {"min_threshold": "4", "max_threshold": "32"},
    "LeveledCompactionStrategy": {"min_threshold": "4", "max_threshold": "32"},
    "TimeWindowCompactionStrategy": {"min_threshold": "4", "max_threshold": "32"},
}
_BLOOM: Final = {"LeveledCompactionStrategy": "0.1"}


def bloom_default(options: OptionPairs) -> str:
    """The bloom filter's default depends on the compaction's class (measured: 0.1 for levelled, otherwise 0.01)."""
    compaction = dict(options).get("compaction", DEFAULTS["compaction"])
    return _BLOOM.get(dict(read_map(compaction)).get("class", ""), DEFAULTS["bloom_filter_fp_chance"])


def effective(options: OptionPairs, name: str) -> str:
    """The value of one option, given or by default; empty where it has neither."""
    given = dict(options)
    if name in given:
        return given[name]
    return bloom_default(options) if name == "bloom_filter_fp_chance" else DEFAULTS.get(name, "")


def canonical_options(given: Mapping[str, str | Mapping[str, str]]) -> OptionPairs:
    """The options in canonical form, without those that equal the default. Values are plain text or maps of plain text."""
    if not given:
        return ()
    made = {name: canonical_option(name, value) for name, value in given.items()}
    compaction = made.get("compaction", DEFAULTS["compaction"])
    bloom = bloom_default((("compaction", compaction),))
    kept = {
        name: value
        for name, value in made.items()
        if value != (bloom if name == "bloom_filter_fp_chance" else DEFAULTS.get(name))
    }
    return tuple(sorted(kept.items()))


def canonical_option(name: str, value: str | Mapping[str, str]) -> str:
    """One option as CQL text in canonical form."""
    if isinstance(value, Mapping):
        pairs = tuple((str(key), str(each)) for key, each in value.items())
        return _MAP_FORMS.get(name, map_literal)(pairs)
    if name in ("speculative_retry", "additional_write_policy"):
        return literal(_retry(value))
    if name == "read_repair":
        return literal(value.upper())
    if name in TEXTS:
        return literal(value)
    if name in FRACTIONS:
        return _fraction(value)
    if name in SWITCHES:
        return value.lower()
    return str(int(value)) if name in WHOLE else value


def _fraction(value: str) -> str:
    return repr(float(value))


@lru_cache(1024)
def _retry(value: str) -> str:
    """`99PERCENTILE` and `99.0p` are `99p`; `NONE` is `NEVER`; `50MS` is `50ms`; MIN and MAX keep their form."""
    text = value.strip()
    words = re.fullmatch(r"(?i)(min|max)\s*\(\s*([^,]+?)\s*,\s*([^,]+?)\s*\)", text)
    if words:
        return f"{words[1].upper()}({_retry(words[2])},{_retry(words[3])})"
    if found := re.fullmatch(r"(?i)(\d+(?:\.\d+)?)\s*(?:p|percentile)", text):
        return f"{_short(found[1])}p"
    if found := re.fullmatch(r"(?i)(\d+(?:\.\d+)?)\s*ms", text):
        return f"{_short(found[1])}ms"
    return "NEVER" if text.upper() == "NONE" else text.upper()


def _short(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _class_name(name: str) -> str:
    return name.rpartition(".")[2]


@lru_cache(1024)
def _compaction(pairs: tuple[tuple[str, str], ...]) -> str:
    given = {key: (_class_name(value) if key == "class" else _plain(value)) for key, value in pairs}
    expected = _COMPACTION_DEFAULTS.get(given.get("class", ""), {})
    return map_literal(
        tuple((k, v) for k, v in given.items() if expected.get(k) != v and (k, v) != ("enabled", "true"))
    )


def _plain(value: str) -> str:
    return value.lower() if value.lower() in ("true", "false") else value


@lru_cache(1024)
def _compression(pairs: tuple[tuple[str, str], ...]) -> str:
    """`sstable_compression` is the old name of `class`; a disabled compression has no other keys."""
    given = {("class" if key == "sstable_compression" else key): value for key, value in pairs}
    if given.get("enabled", "true").lower() == "false" or given.get("class") == "":
        return map_literal((("enabled", "false"),))
    given.pop("enabled", None)
    given["class"] = _class_name(given.get("class", "LZ4Compressor"))
    given.setdefault("chunk_length_in_kb", "16")
    return map_literal(tuple(given.items()))


@lru_cache(1024)
def _caching(pairs: tuple[tuple[str, str], ...]) -> str:
    return map_literal(tuple({**dict(_CACHING), **{key: value.upper() for key, value in pairs}}.items()))


_MAP_FORMS = {"compaction": _compaction, "compression": _compression, "caching": _caching}


@lru_cache(1024)
def read_map(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a flat map literal; empty for anything else."""
    words = [token for token in significant(text) if token.text not in "{},:"]
    values = [w.text[1:-1].replace("''", "'") if w.kind == "string" else w.text for w in words]
    return tuple(zip(values[::2], values[1::2], strict=False)) if text.startswith("{") else ()


def clauses(options: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """`name = value` for each option, as WITH … AND … takes them; custom properties are one map."""
    plain, custom = [], []
    for name, value in options:
        head, _, inner = name.partition(".")
        if head == CUSTOM:
            custom.append(f"{literal(inner)}: {value}")
        else:
            plain.append(f"{name} = {value}")
    return (*plain, *((f"{CUSTOM} = {{{', '.join(custom)}}}",) if custom else ()))


def altered(before: OptionPairs, after: OptionPairs) -> OptionPairs:
    """The options that ALTER … WITH must set to get from `before` to `after`, defaults included.

    The bloom filter is set when the compaction's class changes its default; otherwise the server keeps the old
    value (measured on Cassandra 5.0.9).
    """
    names = sorted({name for name, _ in (*before, *after)} | {"bloom_filter_fp_chance"})
    return tuple((name, effective(after, name)) for name in names if effective(before, name) != effective(after, name))
