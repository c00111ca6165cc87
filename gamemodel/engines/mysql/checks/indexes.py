"""Keys and indexes are valid in InnoDB."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.mysql import codes, flavours, types
from gamemodel.engines.mysql.block.sections import Block
from gamemodel.engines.mysql.compile.entities import has_collection_table, kept_fields
from gamemodel.engines.mysql.dialect.tokens import identifiers
from gamemodel.engines.mysql.schema import Column, Index, IndexPart, Table
from gamemodel.model import Entity


def check_primary_key(entity: Entity, block: Block) -> Iterator[Diagnostic]:
    """The primary key names required columns of this store."""
    known = {column: field for field in kept_fields(entity, block) for column, _ in field.columns}
    named = [part.column for part in block.primary_key]
    named = named or [column for name in entity.identity for column, _ in entity.field(name).columns]
    for name in named:
        field = known.get(name)
        if field is None:
            if all(each.name != name for each in block.generated):
                message = f"the primary key names {name or 'an expression'}, which is not a column of this store"
                yield codes.UNKNOWN_COLUMN.at(block.span, message)
        elif not field.required:
            yield codes.BAD_INDEX.at(field.span, f"the primary key names the optional field {name}", f"write {name}:")
        elif has_collection_table(field, block):
            yield codes.BAD_INDEX.at(field.span, f"the primary key names the collection {name}")


def check_conditions(block: Block) -> Iterator[Diagnostic]:
    for check in block.checks:
        if not identifiers(check.that.text):
            help = "MySQL would drop it with the next column"
            yield codes.BAD_SQL.at(check.span, f"check {check.name} does not name a column", help)


def check(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    span = hints.span(table.name)
    if not table.primary_key:
        yield codes.BAD_INDEX.at(span, f"table {table.name} has no primary key", "write primary_key: […]")
    if len(table.indexes) > flavours.INDEXES:
        yield codes.BAD_INDEX.at(span, f"{table.name} has more than {flavours.INDEXES} indexes")
    yield from _auto_increment(table, span)
    yield from _parts(table, "the primary key", table.primary_key, span)
    for index in table.indexes:
        where = hints.span(f"{table.name}.index:{index.name}")
        if index.kind == "fulltext":
            yield from _fulltext(table, index, where)
        else:
            yield from _parts(table, f"index {index.name}", index.parts, where)


def _auto_increment(table: Table, span: Span | None) -> Iterator[Diagnostic]:
    numbered = [each.name for each in table.columns if each.auto_increment]
    starts = {table.key_columns[:1], *(tuple(part.column for part in each.parts[:1]) for each in table.indexes)}
    if len(numbered) > 1 or any((name,) not in starts for name in numbered):
        message = f"{table.name}: {', '.join(numbered)} must be the only AUTO_INCREMENT column, and first in a key"
        yield codes.BAD_INDEX.at(span, message)


def _fulltext(table: Table, index: Index, span: Span | None) -> Iterator[Diagnostic]:
    for part in index.parts:
        column = table.column(part.column)
        if column is None or not types.parse(column.type).is_text or types.parse(column.type).base in ("enum", "set"):
            yield codes.BAD_INDEX.at(span, f"full-text index {index.name}: {part.column} is not text")
    if table.partitioning:
        yield codes.BAD_PARTITIONING.at(span, f"{table.name} is partitioned and has a full-text index")
    if index.invisible:
        yield codes.BAD_INDEX.at(span, f"full-text index {index.name} cannot be invisible")


def _parts(table: Table, what: str, parts: tuple[IndexPart, ...], span: Span | None) -> Iterator[Diagnostic]:
    for part in parts:
        if part.expression:
            continue
        column = table.column(part.column)
        if column is None:
            message = f"{what} names {part.column}, which {table.name} does not have"
            yield codes.UNKNOWN_COLUMN.at(span, message)
            continue
        yield from _part(what, part, column, span)


def _part(what: str, part: IndexPart, column: Column, span: Span | None) -> Iterator[Diagnostic]:
    type_ = types.parse(column.type)
    lob = type_.base in types.TEXTS or type_.base in types.BLOBS
    if type_.base in ("json", "vector"):
        message = f"{what}: {type_.base} column {part.column} cannot be indexed itself"
        yield codes.BAD_INDEX.at(span, message, "index an expression: (cast(column->'$.key' as char(64)))")
    elif lob and part.prefix is None:
        message = f"{what}: {type_.base} column {part.column} needs a prefix"
        yield codes.BAD_INDEX.at(span, message, f"{{{part.column}: {{prefix: 100}}}}")
    elif part.prefix is not None and not lob:
        sized = type_.base in ("char", "varchar", "binary", "varbinary")
        if not sized or part.prefix > type_.length:
            message = f"{what}: {part.column} {column.type} has no prefix of {part.prefix}"
            yield codes.BAD_INDEX.at(span, message)
