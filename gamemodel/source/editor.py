"""JSON Schemas for editors, with the project's own stores, roles, entities, fields, types and enum values.

They are written to `.gamemodel/`. Point an editor at them once, for example in VS Code:
`"yaml.schemas": {".gamemodel/entity.schema.json": "schema/entities/**/*.yaml"}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from gamemodel.model.model import Model
from gamemodel.model.types import SCALARS
from gamemodel.source.entity import EntityBody
from gamemodel.source.fields import FieldBody
from gamemodel.source.json_schema import ALLOW, NAMES
from gamemodel.source.json_schema import json_schema as schema_of
from gamemodel.source.scope import Scope
from gamemodel.source.stores import StoreBody
from gamemodel.source.topology import TopologyFile
from gamemodel.source.types_file import TypesFile

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPE_PATTERN: Final = (
    r"^\s*(string\(\d+(\.\.\d+)?\)|text\(\d+\)|bytes\(\d+\)|decimal\(\d+(,\s*\d+)?\)"
    r"|(list|set|map)<.+>|vector\(float32,\s*\d+\))\s*$"
)


def json_schema(model: Model, blocks: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of an entity's file; `blocks` has the engine's block schema of each store (Engine.block_schema)."""
    body = schema_of(EntityBody, _names(model))
    field = _field(model)
    properties = {
        **body["properties"],
        "fields": {
            "description": body["properties"]["fields"]["description"],
            "type": "object",
            "properties": {"allow": ALLOW},
            "additionalProperties": False,
            "patternProperties": {r"^(?!allow$)[a-z][a-z0-9_]*\??$": {"$ref": "#/$defs/field"}},
        },
        **{store: {"description": f"What only the store {store} knows.", **block} for store, block in blocks.items()},
    }
    whole = {
        "$schema": _DRAFT,
        "title": f"An entity of {model.name}",
        **body,
        "properties": properties,
        "$defs": {"field": field, "type": _type(model), **_name_definitions(model)},
    }
    filled: dict[str, Any] = _filled(whole)
    return filled


def topology_schema(
    model: Model, options: Mapping[str, dict[str, Any]], flavours: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The schema of topology.yaml; `options` has the schema of each store's own keys, `flavours` its engine's flavours."""
    body = schema_of(TopologyFile, _names(model))
    common = schema_of(StoreBody, _names(model))
    stores = {}
    for store, own in options.items():
        properties = {**common["properties"], **own.get("properties", {})}
        properties["flavour"] = {**properties["flavour"], "enum": list(flavours.get(store, ()))}
        del properties["flavour"]["type"]
        stores[store] = {
            **common,
            "properties": properties,
            "required": [*common.get("required", ()), *own.get("required", ())],
        }
    properties = {
        **body["properties"],
        "stores": {"type": "object", "properties": stores, "additionalProperties": {"type": "object"}},
    }
    whole = {"$schema": _DRAFT, "title": f"The topology of {model.name}", **body, "properties": properties}
    filled: dict[str, Any] = _filled({**whole, "$defs": _name_definitions(model)})
    return filled


def types_schema(model: Model) -> dict[str, Any]:
    """The schema of types.yaml."""
    body = schema_of(TypesFile, _names(model))
    filled: dict[str, Any] = _filled(
        {"$schema": _DRAFT, "title": f"The types of {model.name}", **body, "$defs": _name_definitions(model)}
    )
    return filled


def editor_files(
    model: Model,
    blocks: Mapping[str, dict[str, Any]],
    options: Mapping[str, dict[str, Any]],
    flavours: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[str, str], ...]:
    """(path, text) of every schema, relative to the checkout; the same model gives the same bytes."""
    made = {
        "entity": json_schema(model, blocks),
        "topology": topology_schema(model, options, flavours),
        "types": types_schema(model),
    }
    return tuple(
        (f".gamemodel/{name}.schema.json", json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
        for name, schema in made.items()
    )


def _names(model: Model) -> Scope:
    topology = model.topology
    return Scope(
        roles=topology.roles,
        stores=tuple(each.name for each in topology.stores),
        regions=tuple(each.name for each in topology.regions),
        entities=tuple(each.name for each in model.entities),
    )


def _name_definitions(model: Model) -> dict[str, Any]:
    """One list of names for each kind. The rest of the schema refers to them."""
    fields = sorted({field.name for entity in model.entities for field in entity.fields})
    columns = sorted(
        {name for entity in model.entities for field in entity.fields for name, _ in field.columns} | set(fields)
    )
    queries = sorted({query.name for entity in model.entities for query in entity.queries})
    scope = _names(model)
    lists = {
        "roles": scope.roles, "stores": scope.stores, "regions": scope.regions, "entities": scope.entities,
    }  # fmt: skip
    closed = {name: {"enum": list(names or ())} for name, names in lists.items()}
    # A new name is not an error in an editor. These lists are for completion; `gamemodel check` decides.
    open_lists = {"fields": fields, "columns": columns, "queries": queries}
    return closed | {name: {"anyOf": [{"enum": names}, {"type": "string"}]} for name, names in open_lists.items()}


def _filled(schema: Any) -> Any:
    """The schema with every mark of names replaced by a reference to their list."""
    if isinstance(schema, list):
        return [_filled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if NAMES in schema:
        rest = {key: value for key, value in schema.items() if key not in (NAMES, "type")}
        return {**rest, "$ref": f"#/$defs/{schema[NAMES]}"}
    return {key: _filled(value) for key, value in schema.items()}


def _type(model: Model) -> dict[str, Any]:
    plain = [kind for kind in SCALARS if kind not in ("decimal", "string", "bytes")]
    named = [*(each.name for each in model.types), *(each.name for each in model.enums)]
    return {
        "anyOf": [{"enum": [*plain, *named]}, {"type": "string", "pattern": _TYPE_PATTERN}],
        "description": "A type of the language, or one of types.yaml.",
    }


def _field(model: Model) -> dict[str, Any]:
    body = schema_of(FieldBody)
    targets = [
        f"{entity.name}.{field.name}"
        for entity in model.entities
        for field in entity.fields
        if field.name in entity.identity
    ]
    values = sorted({value.name for enum in model.enums for value in enum.values})
    properties = {
        **body["properties"],
        "type": {"$ref": "#/$defs/type"},
        "ref": {
            "description": body["properties"]["ref"]["description"],
            "anyOf": [{"enum": targets}, {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"}],
        },
        "privacy": {
            "description": body["properties"]["privacy"]["description"],
            "enum": [each.name for each in model.privacy],
        },
        "default": {
            "description": body["properties"]["default"]["description"],
            "anyOf": [{"enum": ["now", *values]}, {"type": ["string", "number", "boolean"]}],
        },
    }
    return {"anyOf": [{"$ref": "#/$defs/type"}, {**body, "properties": properties}]}
