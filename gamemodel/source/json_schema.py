"""The JSON Schema of a dataclass, from the annotations that bind.py reads by."""

from __future__ import annotations

import dataclasses
import typing
from typing import Annotated, Any, Final, Literal, cast

from gamemodel.source.declaration import class_fields, is_required, key_of, keyed_annotation, members
from gamemodel.source.node import Node
from gamemodel.source.quantities import DeclaredName, Scalar
from gamemodel.source.scope import EMPTY, Scope

ALLOW: Final[dict[str, Any]] = {
    "description": "Findings that are accepted here: code and reason.",
    "type": "object",
    "patternProperties": {"^GM[0-9]{3}$": {"type": "string"}},
    "additionalProperties": False,
}
"""The schema of `allow:`, which every mapping may have."""

NAMES: Final = "x-names"
"""Marks a name by the attribute of Scope that lists such names. editor.py fills in the list."""

_SCALARS: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": ["string", "number", "boolean"]},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}


def json_schema(cls: Any, scope: Scope = EMPTY) -> dict[str, Any]:
    """The JSON Schema (2020-12) of what bind() accepts for `cls`, with the names in `scope` spelled out.

    Self-contained: no `$ref`. A class may define `@classmethod json_schema(cls, scope)` for shorthand that `bind_node` reads;
    its result stands for the class. A class that holds itself is described down to its second level.
    """
    return _schema(cls, scope, ())


def _schema(annotation: Any, scope: Scope, within: tuple[Any, ...]) -> dict[str, Any]:
    if annotation is Node or within.count(annotation) > 1:
        return {}
    alternatives = members(annotation)
    if len(alternatives) > 1:
        return _any_of([_schema(each, scope, within) for each in alternatives if each is not type(None)])
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        return _annotated(annotation, scope, within)
    if origin is Literal:
        return {"enum": list(typing.get_args(annotation))}
    if origin is tuple:
        return _tuple(typing.get_args(annotation)[0], scope, within)
    if dataclasses.is_dataclass(annotation):
        return _class(cast("type", annotation), scope, (*within, annotation))
    return _SCALARS[annotation]


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _annotated(annotation: Any, scope: Scope, within: tuple[Any, ...]) -> dict[str, Any]:
    inner, *notes = typing.get_args(annotation)
    for note in notes:
        if isinstance(note, Scalar):
            return {"description": note.expected, **note.schema}
        if isinstance(note, DeclaredName):
            names = getattr(scope, note.names)
            return {"type": "string", NAMES: note.names} if names is None else {"enum": list(names)}
    return _schema(inner, scope, within)


def _tuple(element: Any, scope: Scope, within: tuple[Any, ...]) -> dict[str, Any]:
    if typing.get_origin(element) is tuple and typing.get_args(element)[-1] is not Ellipsis:
        key, value = typing.get_args(element)
        return _mapping(_schema(key, scope, within), _schema(value, scope, within))
    if dataclasses.is_dataclass(element):
        name = keyed_annotation(cast("type", element))
        if name is not None:
            return _mapping(_schema(name, scope, within), _schema(element, scope, within))
    return {"type": "array", "items": _schema(element, scope, within)}


def _mapping(key: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    if "enum" in key:
        names = {"propertyNames": {"enum": [*key["enum"], "allow"]}}
    elif "pattern" in key:
        names = {"propertyNames": {"pattern": key["pattern"]}}
    return {"type": "object", "properties": {"allow": ALLOW}, "additionalProperties": value, **names}


def _class(cls: type, scope: Scope, within: tuple[Any, ...]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for field, annotation in class_fields(cls):
        schema = _schema(annotation, scope, within)
        doc = field.metadata.get("doc", "")
        properties[key_of(field)] = {**schema, "description": doc} if doc else schema
    whole: dict[str, Any] = {
        "type": "object",
        "properties": {**properties, "allow": ALLOW},
        "additionalProperties": False,
    }
    required = [key_of(field) for field, _ in class_fields(cls) if is_required(field)]
    if required:
        whole["required"] = required
    shorthand = getattr(cls, "json_schema", None)
    if shorthand is not None:
        return cast("dict[str, Any]", shorthand(scope))
    return _any_of([whole, {"type": ["string", "object", "array"]}]) if hasattr(cls, "bind_node") else whole
