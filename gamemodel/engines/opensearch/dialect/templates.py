"""Component templates and index templates between JSON and schema values."""

from __future__ import annotations

import json
from collections.abc import Mapping as JsonMapping
from typing import Any

from gamemodel.engines.opensearch.dialect.canonical import canonical
from gamemodel.engines.opensearch.dialect.mappings import read_mapping, write_mapping
from gamemodel.engines.opensearch.dialect.settings import flatten, write_settings
from gamemodel.engines.opensearch.schema import Component, Mapping, Pairs, Template


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
