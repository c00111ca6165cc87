"""Compile the keys, foreign keys, checks and partitioning of an entity."""

from __future__ import annotations

import re

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.block.sections import Block
from gamemodel.engines.mysql.block.values import Part
from gamemodel.engines.mysql.compile.entities import generated_name, has_collection_table, kept_fields, table_name
from gamemodel.engines.mysql.dialect import expressions, values
from gamemodel.engines.mysql.dialect.quoting import bare, literal, names
from gamemodel.engines.mysql.schema import Check, Column, ForeignKey, IndexPart, Partition, Partitioning
from gamemodel.model import Entity, Model, Type
from gamemodel.named import by_name
from gamemodel.topology import Store

_ACTIONS = {
    "": "restrict",
    "restrict": "restrict",
    "no-action": "restrict",
    "cascade": "cascade",
    "set-null": "set null",
}


def key_part(part: Part) -> IndexPart:
    return IndexPart(part.column, part.expression, part.prefix, part.descending)


def primary_key(entity: Entity, block: Block) -> tuple[IndexPart, ...]:
    """As written, or the entity's identity."""
    if block.primary_key:
        return tuple(key_part(part) for part in block.primary_key)
    return tuple(IndexPart(column) for name in entity.identity for column, _ in entity.field(name).columns)


def checks(model: Model, entity: Entity, block: Block, table: str) -> tuple[Check, ...]:
    """The written checks, and one for each enum kept as a number."""
    found = [Check(each.name, each.that.text, each.enforced) for each in block.checks]
    for field in kept_fields(entity, block):
        if has_collection_table(field, block):
            continue
        for column, type_ in field.columns:
            override = dict(block.types).get(column)
            if type_.kind == "enum" and (override is None or types.parse(override.text).is_integer):
                found.append(enum_check(model, type_, generated_name(table, column, "values"), column))
    return by_name(found)


def enum_check(model: Model, type_: Type, name: str, column: str) -> Check:
    """`status IN (1, 2, 3)`, or `status = 1` for a single value, as the server prints it."""
    numbers = sorted(value.number for value in model.enum(type_.name).values)
    if len(numbers) == 1:
        return Check(name, expressions.canonical(f"{bare(column)} = {numbers[0]}"))
    return Check(name, expressions.canonical(f"{bare(column)} in ({', '.join(map(str, numbers))})"))


def foreign_keys(model: Model, store: Store, entity: Entity, block: Block) -> tuple[ForeignKey, ...]:
    """From `ref` with `on_delete` where the other entity has a block for this store too, and those the block writes."""
    table = table_name(entity, block)
    found = [
        ForeignKey(each.name, each.on, each.table, each.references, _ACTIONS[each.on_delete], _ACTIONS[each.on_update])
        for each in block.foreign_keys
    ]
    for field in kept_fields(entity, block):
        if field.ref is None or not field.on_delete:
            continue
        other = model.entity(field.ref.entity)
        bound = other.block(store.name)
        if bound is None or not isinstance(bound.value, Block):
            continue
        found.append(
            ForeignKey(
                generated_name(table, field.name, "fk"),
                tuple(name for name, _ in field.columns),
                table_name(other, bound.value),
                tuple(name for name, _ in other.field(field.ref.field).columns),
                _ACTIONS.get(field.on_delete, "restrict"),
            )
        )
    return by_name(found)


def partitioning(block: Block, columns: tuple[Column, ...]) -> Partitioning | None:
    """The partitioning that the block writes; bounds over columns are literals of the columns' types."""
    section = block.partitioning
    if section is None or len(section.chosen) != 1:
        return None
    word, by = section.chosen[0]
    linear = "LINEAR " if section.linear else ""
    if word in ("hash", "key"):
        text = by.expression or (names(by.columns) if word == "key" else ", ".join(map(bare, by.columns)))
        return Partitioning(f"{linear}{word.upper()}", _listed(text), count=section.count)
    found = {column.name: column for column in columns}
    types_ = tuple(found[name].type for name in by.columns if name in found)
    method = word.upper() if by.expression else f"{word.upper()} COLUMNS"
    parts = tuple(Partition(each.name, _bounds(each.values, types_, word), each.comment) for each in section.partitions)
    return Partitioning(method, _listed(by.expression or names(by.columns)), parts)


def _listed(text: str) -> str:
    return expressions.canonical_list(text)


def _bounds(bounds: tuple[str, ...], column_types: tuple[str, ...], word: str) -> str:
    if word == "range" and len(column_types) > 1:
        return ", ".join(_bound(text, type_) for text, type_ in zip(bounds, column_types, strict=False))
    type_ = column_types[0] if column_types else "bigint"
    return ", ".join(_bound(text, type_) for text in bounds)


def _bound(text: str, column_type: str) -> str:
    if text.lower() in ("max", "maxvalue"):
        return "MAXVALUE"
    if text.lower() == "null":
        return "NULL"
    if types.parse(column_type).base in ("binary", "varbinary"):
        return text.lower() if re.fullmatch(r"0x[0-9a-fA-F]*", text) else literal(text)
    return values.literal(text, column_type)
