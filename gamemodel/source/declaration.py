"""How a dataclass declares its YAML form: the keys, their annotations, and which of them are required."""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from typing import Any, Final

KEYED: Final = types.MappingProxyType({"keyed": True})
"""Metadata of a dataclass's first field if it holds the mapping's key: `name: Name = field(metadata=KEYED)`."""


def keyed() -> Any:
    """The same as a field without a default."""
    return dataclasses.field(metadata=KEYED)


def key_of(field: dataclasses.Field[Any]) -> str:
    """The YAML key of a dataclass field: its name without a trailing underscore, unless metadata `key` says otherwise."""
    return str(field.metadata.get("key", field.name.rstrip("_")))


@cache
def members(annotation: Any) -> tuple[Any, ...]:
    """The alternatives of a union, None included. Any other annotation is its own only alternative."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return typing.get_args(annotation)
    return (annotation,)


@cache
def class_fields(cls: type) -> tuple[tuple[dataclasses.Field[Any], Any], ...]:
    """(field, annotation) of each field that is written in YAML: all but the key of a keyed class and the span."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(
        (each, hints[each.name])
        for each in dataclasses.fields(cls)
        if each.name != "span" and not each.metadata.get("keyed") and each.init
    )


@cache
def keyed_annotation(cls: type) -> Any | None:
    """The annotation of the field that holds the mapping's key, or None if `cls` is not keyed."""
    first = next(iter(dataclasses.fields(cls)), None)
    if first is None or not first.metadata.get("keyed"):
        return None
    return typing.get_type_hints(cls, include_extras=True)[first.name]


def is_required(field: dataclasses.Field[Any]) -> bool:
    """Whether the key is required."""
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
