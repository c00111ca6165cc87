"""Character sets and collations exist and fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.mysql import codes
from gamemodel.engines.mysql.block.sections import Block, ColumnSection, Options
from gamemodel.engines.mysql.compile.entities import kept_fields, table_name
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.model import Entity
from gamemodel.topology import Store


def check_store(store: Store, options: Options) -> Iterator[Diagnostic]:
    yield from _pair(options.charset, options.collation, f"store {store.name}", store.span)


def check(entity: Entity, block: Block) -> Iterator[Diagnostic]:
    yield from _pair(block.charset, block.collation, f"table {table_name(entity, block)}", block.span)
    sections = {each.name: each for each in block.columns}
    for field in kept_fields(entity, block):
        section = sections.get(field.name, ColumnSection(field.name))
        yield from _pair(section.charset, section.collation, f"column {field.name}", section.span)


def _pair(charset: str, collation: str, where: str, span: Span | None) -> Iterator[Diagnostic]:
    of_collation = collation.partition("_")[0]
    if charset and charset not in charsets.BYTES:
        yield codes.BAD_CHARSET.at(span, f"{where}: MySQL has no character set '{charset}'")
    elif collation and of_collation not in charsets.BYTES:
        yield codes.BAD_CHARSET.at(span, f"{where}: MySQL has no collation '{collation}'")
    elif charset and collation and of_collation != charset:
        yield codes.BAD_CHARSET.at(
            span, f"{where}: {collation} does not belong to character set {charset}", "leave charset out"
        )
