"""Mappings between JSON and canonical schema values.

A mapping written in two ways gives equal values. What counts as equal was measured on OpenSearch 2.19.1: a live index leaves out
parameters that have their default, a template keeps them; `scaling_factor` comes back as 10000.0; `dynamic` is text in an index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping as JsonMapping
from functools import lru_cache
from typing import Any, Final

from gamemodel.engines.opensearch.dialect.canonical import canonical
from gamemodel.engines.opensearch.schema import Field, Mapping

_ANY: Final = {
    "index": "true", "doc_values": "true", "store": "false", "boost": "1", "copy_to": "[]", "meta": "{}", "null_value": "null",
}  # fmt: skip
_NUMBER: Final = {"coerce": "true", "ignore_malformed": "false"}
_DEFAULTS: Final[dict[str, dict[str, str]]] = {
    **dict.fromkeys(
        ("byte", "short", "integer", "long", "unsigned_long", "half_float", "float", "double", "scaled_float"), _NUMBER
    ),
    "keyword": {
        "norms": "false", "index_options": '"docs"', "eager_global_ordinals": "false", "split_queries_on_whitespace": "false",
        "ignore_above": "2147483647", "normalizer": "null", "similarity": "null",
    },
    "text": {
        "norms": "true", "index_options": '"positions"', "eager_global_ordinals": "false", "fielddata": "false",
        "index_phrases": "false", "term_vector": '"no"', "similarity": "null", "position_increment_gap": "-1",
        "analyzer": '"default"',
    },
    "date": {"format": '"strict_date_optional_time||epoch_millis"', "ignore_malformed": "false", "locale": '""'},
    "ip": {"ignore_malformed": "false"},
    "binary": {"doc_values": "false"},
    "wildcard": {"doc_values": "false", "ignore_above": "2147483647"},
    "search_as_you_type": {"doc_values": "false", "max_shingle_size": "3"},
    "completion": {
        "analyzer": '"simple"', "preserve_separators": "true", "preserve_position_increments": "true", "max_input_length": "50",
    },
    "object": {"enabled": "true"},
    "nested": {"include_in_parent": "false", "include_in_root": "false"},
}  # fmt: skip
_ROOT_DEFAULTS: Final = {"date_detection": "true", "numeric_detection": "false"}
_MEANINGLESS: Final = {"text": ("doc_values",)}
"""Accepted and dropped by the server."""
_SERVER_OPTIONS: Final = ("_data_stream_timestamp",)


def read_field(name: str, body: JsonMapping[str, Any]) -> Field:
    """A field as a template or a live index shows it."""
    type_ = str(body.get("type", "object"))
    if len(body) == 1 and "type" in body:
        return _plain_field(name, type_)
    defaults = {**_ANY, **_DEFAULTS.get(type_, {})}
    drop = ("type", "fields", "properties", *_MEANINGLESS.get(type_, ()))
    params = {key: _param(key, value) for key, value in body.items() if key not in drop}
    if "search_analyzer" in params and params["search_analyzer"] == params.get("analyzer"):
        del params["search_analyzer"]
    return Field(
        name,
        type_,
        tuple(sorted((key, text) for key, text in params.items() if defaults.get(key) != text)),
        read_fields(body.get("fields")),
        read_fields(body.get("properties")),
    )


@lru_cache(20_000)
def _plain_field(name: str, type_: str) -> Field:
    """A field with only a type, as most are."""
    return Field(name, type_)


def _param(key: str, value: object) -> str:
    if key == "copy_to" and isinstance(value, str):
        value = [value]
    if key == "dynamic":
        value = str(value).lower() if isinstance(value, bool) else value
    elif isinstance(value, str) and value in ("true", "false"):
        value = value == "true"
    return canonical(value)


def read_fields(body: JsonMapping[str, Any] | None) -> tuple[Field, ...]:
    return tuple(read_field(name, (body or {})[name]) for name in sorted(body or {}))


def read_mapping(body: JsonMapping[str, Any] | None) -> Mapping:
    """A whole mapping, with or without a legacy `_doc` level."""
    body = body or {}
    if set(body) == {"_doc"}:
        body = body["_doc"]
    options = {
        key: _param(key, value) for key, value in body.items() if key != "properties" and key not in _SERVER_OPTIONS
    }
    return Mapping(
        read_fields(body.get("properties")),
        tuple(
            sorted((key, text) for key, text in options.items() if text not in ("{}", "[]", _ROOT_DEFAULTS.get(key)))
        ),
    )


LEFT: Final = "left"
"""The key in the `_meta` of a live mapping for definitions that the model no longer has."""


def write_left(left: Iterable[tuple[str, Field]]) -> dict[str, list[Any]]:
    """Definitions by path, each path's in order of appearance."""
    out: dict[str, list[Any]] = {}
    for path, field in dict.fromkeys(left):
        out.setdefault(path, []).append(write_field(field))
    return dict(sorted(out.items()))


def split_left(mapping: Mapping) -> tuple[Mapping, tuple[tuple[str, Field], ...]]:
    """A live mapping without the definitions that its `_meta` lists as left behind, and those definitions."""
    options = dict(mapping.options)
    meta = json.loads(options.get("_meta", "{}"))
    found = meta.pop(LEFT, {}) if isinstance(meta, dict) else {}
    if not found:
        return mapping, ()
    options["_meta"] = canonical(meta)
    left = tuple((path, read_field(path.rpartition(".")[2], each)) for path, bodies in found.items() for each in bodies)
    return Mapping(mapping.fields, tuple(sorted((key, text) for key, text in options.items() if text != "{}"))), left


def write_field(field: Field) -> dict[str, Any]:
    """The field as JSON, `type` first."""
    out: dict[str, Any] = {} if field.type == "object" and field.properties else {"type": field.type}
    out |= {key: json.loads(text) for key, text in field.params}
    if field.fields:
        out["fields"] = {each.name: write_field(each) for each in field.fields}
    if field.properties:
        out["properties"] = {each.name: write_field(each) for each in field.properties}
    return out


def write_mapping(mapping: Mapping) -> dict[str, Any]:
    """Root options first, then the properties."""
    out: dict[str, Any] = {key: json.loads(text) for key, text in mapping.options}
    if mapping.fields:
        out["properties"] = {each.name: write_field(each) for each in mapping.fields}
    return out
