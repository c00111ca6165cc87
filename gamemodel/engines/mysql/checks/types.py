"""Fields have types that MySQL can store without losing values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.mysql import codes, flavours, types
from gamemodel.engines.mysql.block.sections import Block
from gamemodel.engines.mysql.compile.entities import has_collection_table, kept_fields
from gamemodel.model import Entity, Field, Type
from gamemodel.topology import Store

_MONEY: Final = re.compile(r"(^|_)(price|amount|cost|total|balance|fee|money|salary|credit)s?($|_)")


def check(store: Store, entity: Entity, block: Block) -> Iterator[Diagnostic]:
    for field in kept_fields(entity, block):
        if field.type.kind in ("float32", "float64") and _MONEY.search(field.name):
            message = f"{field.name} looks like money and is a {field.type}"
            yield codes.FLOAT_MONEY.at(field.span, message, "use decimal(p,s), or a named type such as money")
        if has_collection_table(field, block):
            yield from _elements(field)
        else:
            yield from _columns(store, field, block)


def _elements(field: Field) -> Iterator[Diagnostic]:
    for part in (field.type.key, field.type.element):
        if part is not None and part.is_collection:
            help = f"write types: {{{field.name}: json}}"
            yield codes.BAD_COLLECTION.at(field.span, f"{field.name} holds {part} in {field.type}", help)


def _columns(store: Store, field: Field, block: Block) -> Iterator[Diagnostic]:
    for name, type_ in field.columns:
        override = dict(block.types).get(name) or dict(block.types).get(field.name)
        if override is not None:
            yield from _override(name, type_, override.text, field, block)
        elif type_.kind == "vector" and not flavours.flavour(store.flavour, store.at_least).vectors:
            help = f"write types: {{{field.name}: json}}, or use a flavour that has it (mysql-9)"
            yield codes.NO_FEATURE.at(field.span, f"{store.flavour} has no vector type for {field.name}", help)


def _override(name: str, type_: Type, text: str, field: Field, block: Block) -> Iterator[Diagnostic]:
    if type_.kind not in types.logical_kinds(text) or not _has_room(type_, types.parse(text)):
        message = f"{name}: {text} does not hold every {type_}"
        help = f"MySQL's own choice is {types.column_type(type_)}"
        yield codes.UNKNOWN_TYPE.at(block.span or field.span, message, help)


def _has_room(logical: Type, physical: types.ColumnType) -> bool:
    """Whether the longest value fits."""
    match logical.kind:
        case "string" | "text" if physical.base in ("char", "varchar"):
            return logical.length is not None and logical.length <= physical.length
        case "string" | "text" if physical.base in types.TEXTS and logical.length is not None:
            return 4 * logical.length <= types.TEXTS[physical.base]
        case "bytes" if physical.base in ("binary", "varbinary"):
            return logical.length is not None and logical.length <= physical.length
        case "decimal" if physical.base == "decimal":
            precision, scale = map(int, physical.arguments)
            return scale >= logical.scale and precision - scale >= logical.precision - logical.scale
        case "uuid" | "timeuuid":
            return physical.length >= (16 if physical.base in ("binary", "varbinary") else 36)
        case "inet":
            return physical.length >= (16 if physical.base in ("binary", "varbinary") else 39)
        case "timestamp":
            return physical.base == "datetime" and physical.length >= 3
        case "time":
            return physical.base == "time" and physical.length >= 6
        case "region":
            return physical.base in types.TEXTS or physical.length >= 32
    return True
