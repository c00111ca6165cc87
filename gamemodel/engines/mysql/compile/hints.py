"""What the model says beyond the schema: renames, drops, values for existing rows, and where each subject is written."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.mysql.block.sections import Block
from gamemodel.engines.mysql.compile import columns
from gamemodel.engines.mysql.compile.entities import (
    generated_name,
    has_collection_table,
    kept_fields,
    table_name,
)
from gamemodel.engines.mysql.dialect import values
from gamemodel.engines.mysql.dialect.quoting import name as quoted
from gamemodel.model import Entity, Field, Model
from gamemodel.topology import Store


def compile_hints(model: Model, store: Store) -> Hints:
    renames: list[tuple[str, str]] = []
    dropped: list[str] = []
    fills: list[tuple[str, str]] = []
    in_place: list[str] = []
    spans: list[tuple[str, Span | None]] = []
    for entity, block in model.blocks(store, Block):
        table = table_name(entity, block)
        mine = tuple(_renames(entity, block, table))
        renames += mine
        in_place += [new for _, new in mine] if block.rename == "in-place" else []
        dropped += [f"{table}.{each}" for each in entity.dropped]
        fills += _fills(model, entity, block, table)
        spans += _spans(entity, block, table)
    written = tuple((subject, span) for subject, span in spans if span)
    return Hints(tuple(renames), tuple(dropped), tuple(fills), tuple(in_place), written)


def _renames(entity: Entity, block: Block, table: str) -> Iterator[tuple[str, str]]:
    fields = kept_fields(entity, block)
    if entity.renamed_from and entity.renamed_from != table:
        yield entity.renamed_from, table
        for field in fields:
            if has_collection_table(field, block):
                yield generated_name(entity.renamed_from, field.name), generated_name(table, field.name)
    for field in fields:
        if not field.renamed_from:
            continue
        if has_collection_table(field, block):
            yield generated_name(table, field.renamed_from), generated_name(table, field.name)
            continue
        for column, _ in field.columns:
            yield f"{table}.{field.renamed_from}{column[len(field.name) :]}", f"{table}.{column}"


def _fills(model: Model, entity: Entity, block: Block, table: str) -> Iterator[tuple[str, str]]:
    """(subject, SQL) of the values that existing rows get: a literal, an expression in parentheses, or another field's column."""
    here = {each.name: each for each in kept_fields(entity, block)}
    for field in here.values():
        if has_collection_table(field, block):
            continue
        source = here.get(field.copied_from)
        if field.fill is None and source is not None and not has_collection_table(source, block):
            for (column, _), (origin, _) in zip(field.columns, source.columns, strict=False):
                yield f"{table}.{column}", f"({quoted(origin)})"
        if field.fill is None or field.type.kind == "parts":
            continue
        text = columns.physical_type(field, field.type, field.name, block)
        if field.fill.startswith("("):
            value = values.canonical_default(field.fill, text)
        else:
            value = columns.stored_value(model, field.fill, field.type, text)
        yield f"{table}.{field.name}", value


def _spans(entity: Entity, block: Block, table: str) -> Iterator[tuple[str, Span | None]]:
    yield table, block.span
    if block.partitioning:
        yield f"{table}.table:partitioning", block.partitioning.span
    for field in kept_fields(entity, block):
        yield from _field_spans(field, block, table)
    for column in block.generated:
        yield f"{table}.{column.name}", column.span
    for index in block.indexes:
        yield f"{table}.index:{index.name}", index.span
    for check in block.checks:
        yield f"{table}.check:{check.name}", check.span
    for key in block.foreign_keys:
        yield f"{table}.foreign_key:{key.name}", key.span


def _field_spans(field: Field, block: Block, table: str) -> Iterator[tuple[str, Span | None]]:
    """A field's columns and what is generated for them, or the table of its elements."""
    if has_collection_table(field, block):
        yield generated_name(table, field.name), field.span
        return
    for column, _ in field.columns:
        yield f"{table}.{column}", field.span
        yield f"{table}.check:{generated_name(table, column, 'values')}", field.span
    key = generated_name(table, field.name, "fk")
    yield f"{table}.foreign_key:{key}", field.span
    yield f"{table}.index:{key}", field.span
