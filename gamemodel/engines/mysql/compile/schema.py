"""Compile the model to the schema of one MySQL store."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gamemodel.change import Compiled, Hints
from gamemodel.engines.mysql.block.sections import Block, Options
from gamemodel.engines.mysql.compile import collection_tables, columns, constraints
from gamemodel.engines.mysql.compile.entities import (
    default_collation,
    table_name,
)
from gamemodel.engines.mysql.compile.hints import compile_hints
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.schema import Database, Index, IndexPart, Schema, Table
from gamemodel.model import Entity, Model
from gamemodel.named import by_name
from gamemodel.topology import Store


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:
    """The schema that the model means for `store`; columns keep the order of `order_from`, new ones come last."""
    options = store.options_as(Options)
    collation = default_collation(options)
    database = Database(store.flavour, store.at_least, collation, options.schema)
    tables: list[Table] = []
    for entity, block in model.blocks(store, Block):
        table = compile_table(model, store, entity, block, collation)
        tables.append(table)
        tables += collection_tables.collection_tables(model, entity, block, table)
    tables = [_key_indexes(table) for table in tables]
    hints = compile_hints(model, store)
    ordered = [_ordered(table, order_from, hints) for table in tables]
    return Compiled(Schema(database, by_name(ordered)), hints)


def compile_table(model: Model, store: Store, entity: Entity, block: Block, inherited: str) -> Table:
    """The entity's own table, without the tables of its collections."""
    collation = charsets.effective(block.collation, block.charset, inherited)
    name = table_name(entity, block)
    own = columns.entity_columns(model, entity, block, collation)
    indexes = tuple(_index(each) for each in block.indexes)
    return Table(
        name=name,
        columns=own,
        primary_key=constraints.primary_key(entity, block),
        indexes=by_name(indexes),
        foreign_keys=constraints.foreign_keys(model, store, entity, block),
        checks=constraints.checks(model, entity, block, name),
        collation=collation,
        comment=block.comment,
        row_format=block.row_format,
        partitioning=constraints.partitioning(block, own),
        options=tuple(sorted(block.options)),
    )


def _index(section: Any) -> Index:
    parts = tuple(constraints.key_part(part) for part in section.parts)
    return Index(section.name, parts, section.kind, section.invisible, section.comment, section.parser)


def _key_indexes(table: Table) -> Table:
    """Add the index that InnoDB creates for a foreign key when no index begins with its columns, so that it is not drift."""
    indexes = list(table.indexes)
    for key in table.foreign_keys:
        starts = [table.key_columns, *(tuple(part.column for part in each.parts) for each in indexes)]
        if not any(start[: len(key.columns)] == key.columns for start in starts):
            parts = tuple(IndexPart(column) for column in key.columns)
            indexes.append(Index(key.name, parts))
    return replace(table, indexes=by_name(indexes))


def _ordered(table: Table, order_from: Schema | None, hints: Hints) -> Table:
    """Known columns keep their place, also under a new name; new ones come last, in the model's order."""
    renames = {new: old for old, new in hints.renames}
    before = (
        order_from.table(renames.get(table.name, table.name)) or order_from.table(table.name) if order_from else None
    )
    if before is None:
        return table
    places = {column.name: place for place, column in enumerate(before.columns)}

    def place(name: str) -> int:
        old = renames.get(f"{table.name}.{name}", "").rpartition(".")[2]
        return places.get(name, places.get(old, len(places)))

    return replace(table, columns=tuple(sorted(table.columns, key=lambda column: place(column.name))))
