"""Component templates, index templates and live indices with their mappings and settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from gamemodel.engines.opensearch.block.sections import Options, SharedPart
from gamemodel.engines.opensearch.compile.index import EntityIndex
from gamemodel.engines.opensearch.dialect.canonical import canonical
from gamemodel.engines.opensearch.dialect.settings import flatten
from gamemodel.engines.opensearch.schema import Component, Indices, Mapping, Pairs, Template


def shared_component(part: SharedPart, options: Options, meta: Pairs) -> Component:
    """A component template that topology.yaml declares."""
    settings = flatten(dict(part.settings))
    if part.analysers:
        settings = (*settings, *flatten({"analysis": json.loads(part.analysers.text)}))
    root: Pairs = (("dynamic_templates", part.dynamic_templates.text),) if part.dynamic_templates else ()
    return Component(options.prefix + part.name, Mapping((), root), tuple(sorted(settings)), meta=meta)


def index_template(index: EntityIndex, lifecycle: Component | None) -> Template:
    """The template of the index, composed of shared components and the one with its lifecycle."""
    parts = [index.prefix + name for name in index.block.components]
    return Template(
        index.name,
        (index.pattern,),
        index.block.priority,
        (*parts, lifecycle.name) if lifecycle else tuple(parts),
        _mapping(index),
        _settings(index),
        stream=index.block.timestamp or "@timestamp" if index.kind == "stream" else "",
        meta=index.meta,
    )


def live_indices(index: EntityIndex, components: Iterable[Component]) -> Indices:
    """What a live index has: the template over its shared components, without the lifecycle's settings."""
    by_name = {each.name: each for each in components}
    mapping, settings = _mapping(index), dict[str, str]()
    options: dict[str, str] = {}
    for name in index.block.components:
        part = by_name.get(index.prefix + name)
        if part is not None:
            settings |= dict(part.settings)
            options |= dict(part.mapping.options)
    return Indices(
        index.name,
        index.kind,
        index.pattern,
        replace(mapping, options=tuple(sorted((options | dict(mapping.options)).items()))),
        tuple(sorted((settings | dict(_settings(index))).items())),
        mixed=index.block.from_next_index,
    )


def _mapping(index: EntityIndex) -> Mapping:
    block = index.block
    root = {
        "_meta": canonical({key: json.loads(text) for key, text in index.meta}),
        "dynamic": json.dumps(block.dynamic),
    }
    if block.dynamic_templates:
        root["dynamic_templates"] = block.dynamic_templates.text
    if block.routing:
        root["_routing"] = '{"required": true}'
    return Mapping(index.fields, tuple(sorted(root.items())))


def _settings(index: EntityIndex) -> Pairs:
    words = index.block.settings
    out = {
        "number_of_shards": str(words.shards),
        "number_of_replicas": str(words.replicas),
        "refresh_interval": words.refresh,
    }
    if words.codec:
        out["codec"] = words.codec
    if words.total_fields is not None:
        out["mapping.total_fields.limit"] = str(words.total_fields)
    if words.sort:
        out["sort.field"] = json.dumps([name for name, _ in words.sort])
        out["sort.order"] = json.dumps([order for _, order in words.sort])
    if index.block.analysers:
        out |= dict(flatten({"analysis": json.loads(index.block.analysers.text)}))
    if any(each.type == "knn_vector" for each in index.fields):
        out["knn"] = "true"
    return tuple(sorted((out | dict(flatten(dict(words.more)))).items()))
