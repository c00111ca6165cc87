"""Compile fields to columns: type, nullability, default, collation."""

from __future__ import annotations

import ipaddress
import uuid
from dataclasses import replace

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.block.sections import Block, ColumnSection
from gamemodel.engines.mysql.compile.entities import has_collection_table, kept_fields
from gamemodel.engines.mysql.dialect import charsets, values
from gamemodel.engines.mysql.schema import Column, Generated
from gamemodel.model import Entity, Field, Model, Type

TIMEUUID_NOW = "(uuid_to_bin(uuid()))"
"""MySQL's UUID() is version 1, so it carries its clock; stored in the order in which it is written."""


def entity_columns(model: Model, entity: Entity, block: Block, collation: str) -> tuple[Column, ...]:
    """The columns of the entity's table: its fields, except those with a collection table, then the generated ones."""
    sections = {each.name: each for each in block.columns}
    found = [
        field_column(model, field, name, type_, block, sections.get(field.name), collation)
        for field in kept_fields(entity, block)
        if not has_collection_table(field, block)
        for name, type_ in field.columns
    ]
    key = {part.column for part in block.primary_key} or set(entity.identity)
    found = [_in_key(each) if each.name in key else each for each in found]
    for made in block.generated:
        text = types.parse(made.type.text).is_text
        found.append(
            Column(
                made.name,
                made.type.text,
                made.nullable,
                generated=Generated(made.as_.text, made.stored),
                collation=(made.collation or collation) if text else "",
                invisible=made.invisible,
                comment=made.comment,
            )
        )
    return tuple(found)


def _in_key(column: Column) -> Column:
    return replace(column, nullable=False)


def field_column(
    model: Model, field: Field, name: str, type_: Type, block: Block, section: ColumnSection | None, collation: str
) -> Column:
    """One physical column of a field."""
    section = section or ColumnSection(field.name)
    text = physical_type(field, type_, name, block)
    return Column(
        name=name,
        type=text,
        nullable=not field.required,
        default=_default(model, field, type_, text, section),
        on_update=values.now(text) if section.on_update == "now" else "",
        collation=_collation(text, section, collation),
        auto_increment=section.auto_increment,
        invisible=section.invisible or field.name in block.invisible,
        comment=section.comment,
    )


def physical_type(field: Field, type_: Type, name: str, block: Block) -> str:
    """The MySQL type of a field's column: what the block writes for the column or the field, or the table of types.py."""
    written = dict(block.types).get(name) or dict(block.types).get(field.name)
    return written.text if written else types.column_type(type_)


def _collation(column_type: str, section: ColumnSection, inherited: str) -> str:
    if not types.parse(column_type).is_text:
        return ""
    return charsets.effective(section.collation, section.charset, inherited)


def _default(model: Model, field: Field, type_: Type, text: str, section: ColumnSection) -> str | None:
    if section.auto_increment or type_ is not field.type:
        return None
    if section.default is not None:
        return values.canonical_default(section.default, text)
    if field.default is None:
        return None
    return stored_value(model, field.default.text, type_, text)


def stored_value(model: Model, text: str, type_: Type, column_type: str) -> str:
    """A logical value as SQL for a column: `now`, an enum's name, a uuid, an address. Raises ValueError."""
    column = types.parse(column_type)
    match type_.kind:
        case "timeuuid" if text == "now":
            return TIMEUUID_NOW if column.base in ("binary", "varbinary") else "(uuid())"
        case "timestamp" | "date" | "time" if text == "now":
            return values.now(column_type)
        case "enum" if column.is_integer:
            return str(next(each.number for each in model.enum(type_.name).values if each.name == text))
        case "uuid" | "timeuuid" if column.base in ("binary", "varbinary"):
            return values.binary(uuid.UUID(text).bytes)
        case "inet" if column.base in ("binary", "varbinary"):
            return values.binary(ipaddress.ip_address(text).packed)
        case "bytes" | "blob":
            return values.binary(bytes.fromhex(text.removeprefix("0x")))
    return values.literal(text, column_type)
