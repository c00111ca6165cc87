"""The files at head: one JSON file per template, policy and alias."""

from __future__ import annotations

from typing import Any

from gamemodel.engine import File
from gamemodel.engines.opensearch.dialect.mappings import write_mapping
from gamemodel.engines.opensearch.dialect.policies import policy_request
from gamemodel.engines.opensearch.dialect.requests import pretty
from gamemodel.engines.opensearch.dialect.settings import write_settings
from gamemodel.engines.opensearch.dialect.templates import write_component, write_template
from gamemodel.engines.opensearch.schema import Indices, Schema
from gamemodel.model import Model
from gamemodel.topology import Store


def head_files(schema: Schema, model: Model, store: Store) -> tuple[File, ...]:  # noqa: ARG001
    """`head/{component_templates,policies,index_templates,aliases}/NAME.json`: the body that each object is put with."""
    at = f"{store.folder}/head"
    return (
        *(
            _json(f"{at}/component_templates/{c.name}", write_component(c, placeholders=False))
            for c in schema.components
        ),
        *(_json(f"{at}/policies/{p.name}", policy_request(p)) for p in schema.policies),
        *(_json(f"{at}/index_templates/{t.name}", write_template(t, placeholders=False)) for t in schema.templates),
        *(_json(f"{at}/aliases/{each.name}", _alias(each)) for each in schema.indices),
    )


def _json(path: str, body: Any) -> File:
    return File(f"{path}.json", pretty(body) + "\n")


def _alias(indices: Indices) -> dict[str, Any]:
    """The kind of the indices behind a name, and the body of the request that creates the first one."""
    out: dict[str, Any] = {"name": indices.name, "kind": indices.kind, "indices": indices.pattern}
    if indices.kind == "rolling":
        out["first"] = {indices.first: {"aliases": {indices.name: {"is_write_index": True}}}}
    if indices.kind == "single":
        out["settings"] = write_settings(indices.settings, placeholders=False)
        out["mappings"] = write_mapping(indices.mapping)
    return out


def fixed_files(store: Store) -> tuple[File, ...]:  # noqa: ARG001
    """A search store has none."""
    return ()
