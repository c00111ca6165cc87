"""Defaults and fills fit the types of their columns."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.mysql import codes
from gamemodel.engines.mysql.block.sections import Block, ColumnSection
from gamemodel.engines.mysql.compile import columns
from gamemodel.engines.mysql.compile.entities import has_collection_table, kept_fields
from gamemodel.engines.mysql.dialect import values
from gamemodel.engines.mysql.dialect.tokens import ExpressionError
from gamemodel.model import Entity, Field, Model


def check(model: Model, entity: Entity, block: Block) -> Iterator[Diagnostic]:
    sections = {each.name: each for each in block.columns}
    for field in kept_fields(entity, block):
        if field.type.kind != "parts" and not has_collection_table(field, block):
            yield from _field(model, field, block, sections.get(field.name, ColumnSection(field.name)))


def _field(model: Model, field: Field, block: Block, section: ColumnSection) -> Iterator[Diagnostic]:
    column_type = columns.physical_type(field, field.type, field.name, block)
    for what, text in (("default", field.default.text if field.default else None), ("fill", field.fill)):
        if text is None or text.startswith("("):
            continue
        try:
            columns.stored_value(model, text, field.type, column_type)
        except (ValueError, StopIteration):
            yield codes.BAD_DEFAULT.at(field.span, f"{field.name}: {what} {text!r} does not fit {field.type}")
    for what, sql in (("default", section.default), ("fill", field.fill)):
        if sql is None or not (sql.startswith("(") or what == "default"):
            continue
        try:
            values.canonical_default(sql, column_type)
        except (ValueError, ExpressionError) as error:
            yield codes.BAD_DEFAULT.at(section.span or field.span, f"{field.name}: {what} {sql!r}: {error}")
