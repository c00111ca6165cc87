"""Fields and blocks against MySQL: types, defaults, collections, character sets, money; tables as a whole are left to check_tables.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.mysql import codes, flavours, types
from gamemodel.engines.mysql.block.sections import Block, ColumnSection
from gamemodel.engines.mysql.compile import collection_tables as children
from gamemodel.engines.mysql.compile import columns
from gamemodel.engines.mysql.compile.naming import kept
from gamemodel.engines.mysql.compile.schema import store_options
from gamemodel.engines.mysql.dialect import charsets, expressions
from gamemodel.engines.mysql.finding import finding
from gamemodel.model import Entity, Field, Model, Type
from gamemodel.topology import Store

_MONEY: Final = re.compile(r"(^|_)(price|amount|cost|total|balance|fee|money|salary|credit)s?($|_)")


def store(store: Store) -> Iterator[Diagnostic]:
    """The store's own options."""
    options = store_options(store)
    yield from _collation(options.charset, options.collation, f"store {store.name}", store.span)
    if len(options.schema) > flavours.IDENTIFIER:
        yield finding(codes.BAD_NAME, f"the database's name {options.schema} is longer than 64 characters", store.span)


def entity(model: Model, store: Store, entity: Entity, block: Block) -> Iterator[Diagnostic]:
    """One entity's block and the fields that it keeps."""
    yield from _collation(block.charset, block.collation, f"table {block.table or entity.name}", block.span)
    sections = {each.name: each for each in block.columns}
    for field in kept(entity, block):
        section = sections.get(field.name, ColumnSection(field.name))
        yield from _collation(section.charset, section.collation, f"column {field.name}", section.span)
        yield from _field(model, store, field, block, section)
    yield from _key(entity, block)
    for check in block.checks:
        if not expressions.identifiers(check.that.text):
            yield finding(
                codes.BAD_SQL,
                f"check {check.name} names no column",
                check.span,
                "MySQL would drop it with the next column",
            )


def _collation(charset: str, collation: str, where: str, span: Span | None) -> Iterator[Diagnostic]:
    if charset and charset not in charsets.BYTES:
        yield finding(codes.BAD_CHARSET, f"{where}: MySQL has no character set '{charset}'", span)
    elif collation and collation.partition("_")[0] not in charsets.BYTES:
        yield finding(codes.BAD_CHARSET, f"{where}: '{collation}' is no collation", span)
    elif charset and collation and collation.partition("_")[0] != charset:
        yield finding(
            codes.BAD_CHARSET, f"{where}: {collation} is no collation of {charset}", span, "leave charset out"
        )


def _field(model: Model, store: Store, field: Field, block: Block, section: ColumnSection) -> Iterator[Diagnostic]:
    if field.type.kind in ("float32", "float64") and _MONEY.search(field.name):
        help = "use decimal(p,s), or a named type such as money"
        yield finding(codes.FLOAT_MONEY, f"{field.name} looks like money and is a {field.type}", field.span, help)
    if children.has_child(field, block):
        yield from _collection(field)
        return
    for name, type_ in field.columns:
        override = dict(block.types).get(name) or dict(block.types).get(field.name)
        if override is not None:
            yield from _override(name, type_, override.text, field, block)
        elif type_.kind == "vector" and not flavours.flavour(store.flavour, store.at_least).vectors:
            help = f"write types: {{{field.name}: json}}, or use a flavour that has it (mysql-9)"
            yield finding(codes.NO_FEATURE, f"{store.flavour} has no vector type for {field.name}", field.span, help)
    yield from _default(model, field, block, section)


def _collection(field: Field) -> Iterator[Diagnostic]:
    for part in (field.type.key, field.type.element):
        if part is not None and part.is_collection:
            help = f"write types: {{{field.name}: json}}"
            yield finding(codes.BAD_COLLECTION, f"{field.name} holds {part} in {field.type}", field.span, help)


def _override(name: str, type_: Type, text: str, field: Field, block: Block) -> Iterator[Diagnostic]:
    if type_.kind not in types.logical_kinds(text) or not _room(type_, types.parse(text)):
        plain = types.column_type(type_)
        message = f"{name}: {text} does not hold every {type_}"
        yield finding(codes.UNKNOWN_TYPE, message, block.span or field.span, f"MySQL's own choice is {plain}")


def _room(logical: Type, physical: types.ColumnType) -> bool:
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


def _default(model: Model, field: Field, block: Block, section: ColumnSection) -> Iterator[Diagnostic]:
    if field.type.kind == "parts":
        return
    for what, text in (("default", None if field.default is None else field.default.text), ("fill", field.fill)):
        if text is None or text.startswith("("):
            continue
        try:
            columns.stored_value(model, text, field.type, columns.physical_type(field, field.type, field.name, block))
        except (ValueError, StopIteration):
            yield finding(codes.BAD_DEFAULT, f"{field.name}: {what} {text!r} does not fit {field.type}", field.span)
    for what, sql in (("default", section.default), ("fill", field.fill)):
        if sql is None or not (sql.startswith("(") or what == "default"):
            continue
        try:
            columns.written_value(sql, columns.physical_type(field, field.type, field.name, block))
        except (ValueError, expressions.ExpressionError) as error:
            yield finding(codes.BAD_DEFAULT, f"{field.name}: {what} {sql!r}: {error}", section.span or field.span)


def _key(entity: Entity, block: Block) -> Iterator[Diagnostic]:
    known = {column: field for field in kept(entity, block) for column, _ in field.columns}
    named = [part.column for part in block.primary_key] or [
        c for n in entity.identity for c, _ in entity.field(n).columns
    ]
    for name in named:
        field = known.get(name)
        if field is None:
            made = any(each.name == name for each in block.generated)
            if not made:
                message = f"the primary key names {name or 'an expression'}, which is no column of this store"
                yield finding(codes.UNKNOWN_COLUMN, message, block.span)
        elif not field.required:
            yield finding(
                codes.BAD_INDEX, f"the primary key names the optional field {name}", field.span, f"write {name}:"
            )
        elif children.has_child(field, block):
            yield finding(codes.BAD_INDEX, f"the primary key names the collection {name}", field.span)
