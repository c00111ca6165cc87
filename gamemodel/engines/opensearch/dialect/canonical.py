"""JSON of templates, mappings and settings <-> schema values in normal form, so that the same thing written two ways is equal.

What counts as the same is measured on OpenSearch 2.19.1: a live index leaves out parameters that say the default and a template keeps
them; `scaling_factor` comes back as 10000.0; `dynamic` as text from an index and as sent from a template; settings are flattened to
text, with or without `index.` in front.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as JsonMapping
from functools import lru_cache
from typing import Any, Final

from gamemodel.engines.opensearch.schema import Component, Field, Mapping, Pairs, Template

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


def canonical(value: object) -> str:
    """JSON with sorted keys and no needless fraction: 10000.0 is 10000."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: object) -> object:
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
    return value


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
    """A field with nothing but its type, which most are."""
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
    """A whole mapping; a legacy `_doc` level is passed through."""
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
"""The key of a live mapping's `_meta` under which definitions stand that the model no longer has."""


def write_left(left: Iterable[tuple[str, Field]]) -> dict[str, list[Any]]:
    """Definitions by path, each path's in order of appearance."""
    out: dict[str, list[Any]] = {}
    for path, field in dict.fromkeys(left):
        out.setdefault(path, []).append(write_field(field))
    return dict(sorted(out.items()))


def split_left(mapping: Mapping) -> tuple[Mapping, tuple[tuple[str, Field], ...]]:
    """A live mapping without what its `_meta` says is left behind, and that."""
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


def flatten(settings: JsonMapping[str, Any] | None) -> Pairs:
    """Settings in any nesting as sorted pairs without `index.` in front."""
    return tuple(sorted((key.removeprefix("index."), text) for key, text in _leaves(settings or {}, "")))


def _leaves(body: JsonMapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in body.items():
        match value:
            case dict():
                yield from _leaves(value, f"{prefix}{key}.")
            case None:
                continue
            case list():
                yield prefix + key, json.dumps([_text(each) for each in value], ensure_ascii=False)
            case _:
                yield prefix + key, _text(value)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_REPLICAS: Final = "number_of_replicas"
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,8})")


def write_settings(settings: Iterable[tuple[str, str]], *, placeholders: bool = True) -> dict[str, Any]:
    """Settings as people write them: flat keys, the analysis nested; replica counts as `${replicas_N}` when asked."""
    out: dict[str, Any] = {}
    for key, text in settings:
        if key == _REPLICAS and placeholders and text.isdecimal():
            out[key] = "${replicas_" + text + "}"
        elif key.startswith("analysis."):
            _nest(out, key.split("."), text)
        else:
            out[key] = _value(text)
    return out


def _nest(out: dict[str, Any], path: list[str], text: str) -> None:
    *parents, last = path
    for each in parents:
        out = out.setdefault(each, {})
    out[last] = _value(text)


def _value(text: str) -> Any:
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _WHOLE.fullmatch(text) else text


def _pairs(body: JsonMapping[str, Any] | None) -> Pairs:
    return tuple(sorted((key, canonical(value)) for key, value in (body or {}).items()))


def _object(pairs: Pairs) -> dict[str, Any]:
    return {key: json.loads(text) for key, text in pairs}


def _inner(part: Component | Template, *, placeholders: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if part.settings:
        out["settings"] = write_settings(part.settings, placeholders=placeholders)
    if part.mapping != Mapping():
        out["mappings"] = write_mapping(part.mapping)
    if part.aliases:
        out["aliases"] = _object(part.aliases)
    return out


def write_component(part: Component, *, placeholders: bool = True) -> dict[str, Any]:
    """The body of `PUT _component_template/NAME`."""
    out: dict[str, Any] = {"template": _inner(part, placeholders=placeholders)}
    return out | _tail(part)


def _tail(part: Component | Template) -> dict[str, Any]:
    out: dict[str, Any] = {"version": part.version} if part.version is not None else {}
    return out | ({"_meta": _object(part.meta)} if part.meta else {})


def write_template(part: Template, *, placeholders: bool = True) -> dict[str, Any]:
    """The body of `PUT _index_template/NAME`."""
    out: dict[str, Any] = {"index_patterns": list(part.patterns), "priority": part.priority}
    if part.stream:
        out["data_stream"] = {} if part.stream == "@timestamp" else {"timestamp_field": {"name": part.stream}}
    if part.composed_of:
        out["composed_of"] = list(part.composed_of)
    inner = _inner(part, placeholders=placeholders)
    return out | ({"template": inner} if inner else {}) | _tail(part)


def read_meta(body: JsonMapping[str, Any]) -> Pairs:
    """The `_meta` of a template."""
    return _pairs(body.get("_meta"))


def read_component(name: str, body: JsonMapping[str, Any]) -> Component:
    """The `component_template` of GET."""
    inner = body.get("template") or {}
    return Component(
        name,
        read_mapping(inner.get("mappings")),
        flatten(inner.get("settings")),
        _pairs(inner.get("aliases")),
        body.get("version"),
        _pairs(body.get("_meta")),
    )


def read_template(name: str, body: JsonMapping[str, Any]) -> Template:
    """The `index_template` of GET."""
    inner = body.get("template") or {}
    stream = body.get("data_stream")
    return Template(
        name,
        tuple(sorted(body["index_patterns"])),
        body.get("priority") or 0,
        tuple(body.get("composed_of") or ()),
        read_mapping(inner.get("mappings")),
        flatten(inner.get("settings")),
        _pairs(inner.get("aliases")),
        "" if stream is None else (stream.get("timestamp_field") or {}).get("name", "@timestamp"),
        body.get("version"),
        _pairs(body.get("_meta")),
    )
