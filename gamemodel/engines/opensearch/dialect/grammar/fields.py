"""The grammar of field types and their parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gamemodel.engines.opensearch.dialect.problem import Problem, is_int

Check = Callable[[object], bool]

FORMATS = frozenset(
    {
        "strict_date_optional_time",
        "date_optional_time",
        "strict_date_time",
        "strict_date_time_no_millis",
        "strict_date",
        "date",
        "basic_date",
        "epoch_millis",
        "epoch_second",
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss",
    }
)
OBJECTS = frozenset({"object", "nested"})
ALONE = frozenset({"flat_object", "alias", "object", "nested", "geo_point", "binary"})
"""The types that cannot be a multi-field, or are not used as one here."""


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _whole(least: int, most: int = 2**31 - 1) -> Check:
    return lambda value: is_int(value, least, most)


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _positive(value: object) -> bool:
    return _number(value) and float(str(value)) > 0


def _dynamic(value: object) -> bool:
    return _flag(value) or value == "strict"


def _format(value: object) -> bool:
    return isinstance(value, str) and all(part in FORMATS for part in value.split("||"))


def _meta(value: object) -> bool:
    """At most five short texts, as the server requires."""
    return (
        isinstance(value, dict)
        and 0 < len(value) <= 5
        and all(0 < len(key) <= 20 and isinstance(each, str) and len(each) <= 50 for key, each in value.items())
    )


_ANY: dict[str, Check] = {"index": _flag, "store": _flag, "meta": _meta}
_DOC: dict[str, Check] = {**_ANY, "doc_values": _flag}
_NUMBER: dict[str, Check] = {**_DOC, "coerce": _flag, "ignore_malformed": _flag}
_DATE: dict[str, Check] = {**_DOC, "format": _format, "ignore_malformed": _flag}

PARAMETERS: dict[str, Mapping[str, Check]] = {
    "keyword": {
        **_DOC,
        "ignore_above": _whole(1),
        "null_value": _text,
        "normalizer": _text,
        "norms": _flag,
        "eager_global_ordinals": _flag,
        "similarity": _one_of("BM25", "boolean"),
        "index_options": _one_of("docs", "freqs"),
        "split_queries_on_whitespace": _flag,
    },
    "text": {
        **_ANY,
        "analyzer": _text,
        "search_analyzer": _text,
        "norms": _flag,
        "fielddata": _flag,
        "index_options": _one_of("docs", "freqs", "positions", "offsets"),
        "index_phrases": _flag,
        "term_vector": _one_of("no", "yes", "with_positions", "with_offsets", "with_positions_offsets"),
    },
    "match_only_text": {"meta": _meta, "analyzer": _text},
    "wildcard": {"ignore_above": _whole(1), "meta": _meta},
    "byte": {**_NUMBER, "null_value": _whole(-(2**7), 2**7 - 1)},
    "short": {**_NUMBER, "null_value": _whole(-(2**15), 2**15 - 1)},
    "integer": {**_NUMBER, "null_value": _whole(-(2**31), 2**31 - 1)},
    "long": {**_NUMBER, "null_value": _whole(-(2**63), 2**63 - 1)},
    "unsigned_long": {**_NUMBER, "null_value": _whole(0, 2**63 - 1)},
    "half_float": _NUMBER,
    "float": _NUMBER,
    "double": {**_NUMBER, "null_value": _number},
    "scaled_float": {**_NUMBER, "scaling_factor": _positive},
    "boolean": {**_DOC, "null_value": _flag},
    "date": _DATE,
    "date_nanos": _DATE,
    "ip": {**_DOC, "ignore_malformed": _flag},
    "binary": {"doc_values": _flag, "store": _flag},
    "geo_point": {"ignore_malformed": _flag},
    "flat_object": {},
    "alias": {"path": _text},
    "object": {"dynamic": _dynamic, "enabled": _flag},
    "nested": {
        "dynamic": _dynamic,
        "include_in_parent": _flag,
        "include_in_root": _flag,
    },
}
REQUIRED = {"scaled_float": "scaling_factor", "alias": "path"}
NOT_SEARCHED = frozenset({"type", "index", "store", "fields", "copy_to", "meta"})
"""The keys of a text field that are allowed beside `index: false`."""
_NAMES = re.compile(r"[\w@-]+")


def is_name(name: object) -> bool:
    """Whether a text is a field name without dots that the grammar takes; names that begin with _ belong to the server."""
    return isinstance(name, str) and _NAMES.fullmatch(name) is not None and not name.startswith("_")


def validate(field: Mapping[str, Any], path: str, analyzers: set[str], normalizers: set[str]) -> Iterator[Problem]:
    """What is outside of the grammar in one field's own parameters, without `fields`, `properties` and `copy_to`."""
    kind = field.get("type", "object" if set(field) & {"properties", "enabled"} else None)
    if not isinstance(kind, str) or kind not in PARAMETERS:
        yield Problem(f"{path}.type", f"{kind!r} is not a field type that gamemodel knows")
        return
    for name, value in field.items():
        if name in ("type", "fields", "properties", "copy_to"):
            continue
        check = PARAMETERS[kind].get(name)
        if check is None:
            yield Problem(f"{path}.{name}", f"is not a parameter of {kind}")
        elif not check(value):
            yield Problem(f"{path}.{name}", f"does not take {value!r}")
        elif name.endswith("analyzer") and value not in analyzers:
            yield Problem(f"{path}.{name}", f"the analyser {value!r} is neither built in nor defined in this template")
        elif name == "normalizer" and value not in normalizers:
            yield Problem(
                f"{path}.{name}", f"the normaliser {value!r} is neither built in nor defined in this template"
            )
    if kind in REQUIRED and REQUIRED[kind] not in field:
        yield Problem(path, f"of type {kind} needs {REQUIRED[kind]}")
    if kind == "text" and field.get("index") is False and set(field) - NOT_SEARCHED:
        yield Problem(path, f"is not indexed and cannot say {', '.join(sorted(set(field) - NOT_SEARCHED))}")
    if field.get("index_phrases") is True and field.get("index_options") in ("docs", "freqs"):
        yield Problem(
            f"{path}.index_phrases", f"needs positions, which index_options: {field['index_options']} leaves out"
        )
