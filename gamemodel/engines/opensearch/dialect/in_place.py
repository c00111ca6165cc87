"""Which changes a live index accepts in place, and which take effect with a later index.

The table comes from the answers of OpenSearch 2.19.1 to 126 changes of a mapping (repeated in tests/servers), and from the settings that
its documentation calls dynamic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from gamemodel.engines.opensearch.schema import Field, Indices, Mapping, Pairs

_EVERYWHERE: Final = frozenset({"boost", "copy_to", "meta", "ignore_malformed", "coerce"})
_UPDATEABLE: Final[dict[str, frozenset[str]]] = {
    "keyword": frozenset({"ignore_above", "eager_global_ordinals", "split_queries_on_whitespace"}),
    "text": frozenset(
        {"search_analyzer", "search_quote_analyzer", "fielddata", "fielddata_frequency_filter", "eager_global_ordinals"}
    ),
    "wildcard": frozenset({"ignore_above"}),
    "alias": frozenset({"path"}),
    "object": frozenset({"dynamic"}),
    "nested": frozenset({"dynamic"}),
}
_ROOT: Final = frozenset(
    {"dynamic", "dynamic_templates", "date_detection", "numeric_detection", "dynamic_date_formats", "_meta"}
)
_DYNAMIC: Final = frozenset({
    "number_of_replicas", "auto_expand_replicas", "refresh_interval", "search.idle.after", "max_result_window",
    "max_inner_result_window", "max_rescore_window", "max_docvalue_fields_search", "max_script_fields", "max_ngram_diff",
    "max_shingle_diff", "max_refresh_listeners", "max_terms_count", "max_regex_length", "highlight.max_analyzed_offset",
    "analyze.max_token_count", "gc_deletes", "default_pipeline", "final_pipeline", "priority", "hidden",
    "mapping.total_fields.limit", "mapping.depth.limit", "mapping.nested_fields.limit", "mapping.nested_objects.limit",
    "mapping.field_name_length.limit", "query.default_field", "translog.durability", "translog.sync_interval",
    "translog.flush_threshold_size", "unassigned.node_left.delayed_timeout", "routing.allocation.total_shards_per_node",
    "routing.allocation.enable", "routing.rebalance.enable", "blocks.read_only", "blocks.read", "blocks.write",
    "blocks.metadata", "merge.scheduler.max_thread_count", "merge.scheduler.max_merge_count",
    "warmer.enabled", "requests.cache.enable",
})  # fmt: skip
_DYNAMIC_PREFIXES: Final = (
    "routing.allocation.require.", "routing.allocation.include.", "routing.allocation.exclude.", "search.slowlog.",
    "indexing.slowlog.", "merge.policy.", "plugins.index_state_management.", "lifecycle.", "search.throttled",
)  # fmt: skip
_KEPT: Final = frozenset({("object", "dynamic"), ("nested", "dynamic"), ("geo_point", "ignore_malformed")})
"""Parameters that keep their value where a request leaves them out, instead of getting the default."""
_NORMS: Final = {"text": "true", "keyword": "false"}
_UNREMOVABLE: Final = frozenset({"dynamic", "_meta"})
"""Root options that keep their value where a request leaves them out."""


def is_dynamic(setting: str) -> bool:
    """Whether a setting of an open index can be changed."""
    return setting in _DYNAMIC or setting.startswith(_DYNAMIC_PREFIXES)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A part of a mapping or a setting that a live index does not accept: its dotted path, and both definitions as text."""

    path: str
    was: str
    becomes: str
    why: str


def words(field: Field) -> str:
    """`keyword`, `text (index false)`: a field in a diff line."""
    params = ", ".join(f"{key} {text.strip(chr(34))}" for key, text in field.params)
    return f"{field.type} ({params})" if params else field.type


def field_conflict(old: Field, new: Field) -> str:
    """Why a live index with `old` cannot get `new` (both without what lies below), or the empty string."""
    if old.type != new.type:
        return f"the type of a mapped field cannot be changed ({old.type} to {new.type})"
    was, becomes = dict(old.params), dict(new.params)
    allowed = _EVERYWHERE | _UPDATEABLE.get(old.type, frozenset())
    for key in sorted({*was, *becomes}):
        if was.get(key) == becomes.get(key) or (key in allowed and (key in becomes or (old.type, key) not in _KEPT)):
            continue
        if key == "norms" and becomes.get(key, _NORMS.get(old.type)) == "false":
            continue
        return f"{key} of a mapped field cannot be changed"
    return ""


def mapping_conflicts(live: Mapping, new: Mapping) -> Iterator[Blocked]:
    """Where an index with `live` cannot become `new`. A field that `new` lacks stays in the index and is no conflict."""
    had = live.paths()
    for path, field in new.paths().items():
        old = had.get(path)
        if old is not None and (why := field_conflict(old, field)):
            yield Blocked(path, words(old), words(field), why)
    was, becomes = dict(live.options), dict(new.options)
    for key in sorted({*was, *becomes}):
        fixed = key not in _ROOT or (key in _UNREMOVABLE and key not in becomes)
        if fixed and was.get(key) != becomes.get(key):
            yield Blocked(
                key, was.get(key, "not set"), becomes.get(key, "not set"), f"{key} of an index cannot be changed"
            )


def settings_conflicts(old: Pairs, new: Pairs) -> Iterator[Blocked]:
    """The settings that only an index made later can have."""
    was, becomes = dict(old), dict(new)
    for key in sorted({*was, *becomes}):
        if was.get(key) != becomes.get(key) and not is_dynamic(key):
            yield Blocked(
                key, was.get(key, "not set"), becomes.get(key, "not set"), f"{key} is fixed when an index is made"
            )


def additions(live: Mapping, new: Mapping, skip: frozenset[str] = frozenset()) -> Mapping:
    """The part of `new` that a live index with `live` lacks, each field whole: what a request leaves out is reset to its default.

    Paths in `skip`, and what lies below them, are left out.
    """
    had = live.paths()
    was, becomes = dict(live.options), dict(new.options)
    options = {key: text for key, text in becomes.items() if key in _ROOT and was.get(key) != text}
    for key in was:
        if key in _ROOT - _UNREMOVABLE and key not in becomes:
            options[key] = "[]" if key in ("dynamic_templates", "dynamic_date_formats") else _DETECTION[key]
    return Mapping(_added(new.fields, "", had, skip), tuple(sorted(options.items())))


_DETECTION: Final = {"date_detection": "true", "numeric_detection": "false"}


def _added(fields: tuple[Field, ...], prefix: str, had: dict[str, Field], skip: frozenset[str]) -> tuple[Field, ...]:
    out = []
    for each in fields:
        path = prefix + each.name
        if path in skip:
            continue
        parts = _added(each.fields, path + ".", had, skip)
        inner = _added(each.properties, path + ".", had, skip)
        if parts or inner or had.get(path) != each.alone():
            out.append(Field(each.name, each.type, each.params, parts, inner))
    return tuple(out)


def changed_settings(old: Pairs, new: Pairs) -> dict[str, str | None]:
    """The dynamic settings that differ: the new value, or None to go back to the default."""
    was, becomes = dict(old), dict(new)
    return {
        key: becomes.get(key)
        for key in sorted({*was, *becomes})
        if was.get(key) != becomes.get(key) and is_dynamic(key)
    }


def conflicts(old: Indices, new: Indices) -> Iterator[Blocked]:
    """What the live indices do not accept, including indices that still have an earlier definition."""
    yield from mapping_conflicts(old.mapping, new.mapping)
    now, before = new.mapping.paths(), old.mapping.paths()
    for path, field in old.left:
        if path in now and now[path] != before.get(path) and (why := field_conflict(field, now[path])):
            yield Blocked(path, f"{words(field)} in older indices", words(now[path]), why)
    yield from _unanalysed(old, new)


def _unanalysed(old: Indices, new: Indices) -> Iterator[Blocked]:
    """Fields with an analyser that live indices lack. Analysers are fixed when an index is made."""
    had, before = dict(old.settings), old.mapping.paths()
    for path, field in new.mapping.paths().items():
        if before.get(path) == field or (path in before and field_conflict(before[path], field)):
            continue
        for key, name in field.params:
            kind = "normalizer" if key == "normalizer" else "analyzer"
            start = f"analysis.{kind}.{name.strip(chr(34))}."
            if key.endswith(kind) and any(k.startswith(start) and had.get(k) != text for k, text in new.settings):
                why = f"the indices that exist have no {kind} {name}"
                yield Blocked(path, words(before[path]) if path in before else "not mapped", words(field), why)


def newly_left(old: Indices, new: Indices) -> tuple[tuple[str, Field], ...]:
    """The definitions that live indices keep after the change to `new`: dropped fields, and fields that cannot change."""
    now = new.mapping.paths()
    blocked = {each.path for each in conflicts(old, new)}
    return tuple(
        (path, field)
        for path, field in old.mapping.paths().items()
        if path not in now or (path in blocked and now[path] != field)
    )


def remembered(old: Indices, new: Indices) -> Indices:
    """`new`, with every other definition that live indices may have."""
    left = dict.fromkeys((*old.left, *newly_left(old, new), *new.left))
    return replace(new, left=tuple(sorted(left, key=lambda pair: (pair[0], repr(pair[1])))))
