"""The tables that hold the elements of lists, sets and maps, one row per element."""

from __future__ import annotations

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.block.sections import Block, ColumnSection
from gamemodel.engines.mysql.compile.constraints import enum_check
from gamemodel.engines.mysql.compile.entities import generated_name, has_collection_table, kept_fields
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.schema import Check, Column, ForeignKey, IndexPart, Table
from gamemodel.model import Entity, Field, Model, Type
from gamemodel.named import by_name


def collection_tables(model: Model, entity: Entity, block: Block, parent: Table) -> tuple[Table, ...]:
    """One table for each collection of the entity: the parent's key, then the element's own columns."""
    return tuple(
        _collection_table(model, field, block, parent)
        for field in kept_fields(entity, block)
        if has_collection_table(field, block)
    )


def _collection_table(model: Model, field: Field, block: Block, parent: Table) -> Table:
    name = generated_name(parent.name, field.name)
    section = next((each for each in block.columns if each.name == field.name), ColumnSection(field.name))
    collation = charsets.effective(section.collation, section.charset, parent.collation)
    keys = tuple(_key_column(parent, part) for part in parent.primary_key)
    elements = element_columns(field, collation)
    own_key = elements[:1] if field.type.kind in ("list", "map") else elements
    key = (*(IndexPart(each.name) for each in keys), *(IndexPart(each.name) for each in own_key))
    columns = tuple(each.name for each in keys)
    link = ForeignKey(generated_name(name, "fk"), columns, parent.name, parent.key_columns, "cascade")
    return Table(
        name=name,
        columns=(*keys, *elements),
        primary_key=key,
        foreign_keys=() if parent.partitioning else (link,),
        checks=_checks(model, field, name),
        collation=parent.collation,
        comment=section.comment,
        row_format=parent.row_format,
    )


def _key_column(parent: Table, part: IndexPart) -> Column:
    found = parent.column(part.column)
    assert found is not None, part.column  # checks/indexes.py reports keys of unknown columns before  # noqa: S101
    return Column(found.name, found.type, collation=found.collation)


def element_columns(field: Field, collation: str) -> tuple[Column, ...]:
    """`tags_position, tags_value` of a list; `tags_value` of a set; `tags_key, tags_value` of a map."""
    first: tuple[Column, ...] = ()
    if field.type.kind == "list":
        first = (Column(f"{field.name}_position", "int unsigned"),)
    elif field.type.kind == "map" and field.type.key:
        first = (_column(f"{field.name}_key", field.type.key, collation),)
    element = field.type.element or Type("json")
    parts = element.parts if element.kind == "parts" else (("", element),)
    value = f"{field.name}_value"
    return (*first, *(_column(f"{value}_{part}" if part else value, type_, collation) for part, type_ in parts))


def _column(name: str, type_: Type, collation: str) -> Column:
    text = types.column_type(type_)
    return Column(name, text, collation=collation if types.parse(text).is_text else "")


def _checks(model: Model, field: Field, table: str) -> tuple[Check, ...]:
    found = []
    for suffix, type_ in (("key", field.type.key), ("value", field.type.element)):
        if type_ is not None and type_.kind == "enum":
            column = f"{field.name}_{suffix}"
            found.append(enum_check(model, type_, generated_name(table, suffix, "values"), column))
    if field.type.kind == "list" and field.max_size:
        found.append(Check(generated_name(table, "size"), f"{field.name}_position < {field.max_size}"))
    return by_name(found)
