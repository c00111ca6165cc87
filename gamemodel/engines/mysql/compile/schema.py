"""Model -> the schema of one MySQL store, with the hints that a comparison needs; what is wrong with the model is left to check.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gamemodel.change import Compiled, Hints
from gamemodel.engines.mysql.block.sections import Block, Options
from gamemodel.engines.mysql.compile import collection_tables as children
from gamemodel.engines.mysql.compile import columns, constraints
from gamemodel.engines.mysql.compile.naming import kept, table_name
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.schema import Database, Index, IndexPart, Schema, Table
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


def compile_schema(model: Model, store: Store, order_from: Schema | None = None) -> Compiled[Schema]:
    """The schema that the model means for `store`; columns stand as in `order_from`, new ones last."""
    options = store_options(store)
    collation = default_collation(options)
    database = Database(store.flavour, store.at_least, collation, options.schema)
    tables: list[Table] = []
    for entity, block in entities_of(model, store):
        table = compile_table(model, store, entity, block, collation)
        tables.append(table)
        tables += children.child_tables(model, entity, block, table)
    tables = [_key_indexes(table) for table in tables]
    hints = _hints(model, store)
    ordered = [_ordered(table, order_from, hints) for table in tables]
    return Compiled(Schema(database, tuple(sorted(ordered, key=lambda each: each.name))), hints)


def store_options(store: Store) -> Options:
    return store.options if isinstance(store.options, Options) else Options(schema=store.name)


def default_collation(options: Options) -> str:
    return options.collation or (charsets.collation(options.charset) if options.charset else charsets.DEFAULT)


def entities_of(model: Model, store: Store) -> tuple[tuple[Entity, Block], ...]:
    """The entities that live in the store, each with its block."""
    found = ((entity, entity.block(store.name)) for entity in model.entities)
    return tuple((entity, block.value) for entity, block in found if block and isinstance(block.value, Block))


def compile_table(model: Model, store: Store, entity: Entity, block: Block, inherited: str) -> Table:
    """The entity's own table, without the child tables of its collections."""
    collation = block.collation or (charsets.collation(block.charset) if block.charset else inherited)
    name = table_name(entity, block)
    own = columns.entity_columns(model, entity, block, collation)
    indexes = tuple(_index(each) for each in block.indexes)
    return Table(
        name=name,
        columns=own,
        primary_key=constraints.primary_key(entity, block),
        indexes=tuple(sorted(indexes, key=lambda each: each.name)),
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
    """InnoDB makes an index for a foreign key that none begins with; written here, it is no drift, and reviewed."""
    indexes = list(table.indexes)
    for key in table.foreign_keys:
        starts = [table.key_columns, *(tuple(part.column for part in each.parts) for each in indexes)]
        if not any(start[: len(key.columns)] == key.columns for start in starts):
            parts = tuple(IndexPart(column) for column in key.columns)
            indexes.append(Index(key.name, parts))
    return replace(table, indexes=tuple(sorted(indexes, key=lambda each: each.name)))


def _ordered(table: Table, order_from: Schema | None, hints: Hints) -> Table:
    """Columns that are known keep their place (also under a new name); new ones are last, in the model's order."""
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


def _hints(model: Model, store: Store) -> Hints:
    renames: list[tuple[str, str]] = []
    dropped: list[str] = []
    fills: list[tuple[str, str]] = []
    in_place: list[str] = []
    spans = []
    for entity, block in entities_of(model, store):
        name = table_name(entity, block)
        mine = list(_renames(entity, block, name))
        renames += mine
        if block.rename == "in-place":
            in_place += [new for _, new in mine]
        dropped += [f"{name}.{each}" for each in entity.dropped]
        fills += columns.fills(model, entity, block, name)
        if block.span:
            spans.append((name, block.span))
        spans += [(f"{name}.index:{each.name}", each.span) for each in block.indexes if each.span]
        spans += [(f"{name}.check:{each.name}", each.span) for each in block.checks if each.span]
        spans += [(f"{name}.{c}", f.span) for f in entity.fields for c, _ in f.columns if f.span]
    return Hints(tuple(renames), tuple(dropped), tuple(fills), tuple(in_place), tuple(spans))


def _renames(entity: Entity, block: Block, name: str) -> tuple[tuple[str, str], ...]:
    found = []
    if entity.renamed_from and entity.renamed_from != name:
        found.append((entity.renamed_from, name))
        found += [
            (children.child_name(entity.renamed_from, each.name), children.child_name(name, each.name))
            for each in kept(entity, block)
            if children.has_child(each, block)
        ]
    for field in kept(entity, block):
        if field.renamed_from and not children.has_child(field, block):
            for column, _ in field.columns:
                old = field.renamed_from + column[len(field.name) :]
                found.append((f"{name}.{old}", f"{name}.{column}"))
        elif field.renamed_from:
            found.append((children.child_name(name, field.renamed_from), children.child_name(name, field.name)))
    return tuple(found)
