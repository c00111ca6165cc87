"""Rows and index entries are within the limits of InnoDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.mysql import codes, flavours, types
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.schema import Column, Index, IndexPart, Table

_FIXED: Final[dict[str, int]] = {
    "tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "bigint": 8, "float": 4, "double": 8, "date": 3, "year": 1,
}  # fmt: skip
_LEFT: Final = (0, 1, 1, 2, 2, 3, 3, 4, 4, 4)
"""Bytes of the digits of a decimal that do not fill a group of nine."""
_BESIDE: Final = 12
"""What a column stored beside the row takes within it, at most."""


def check(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    span = hints.span(table.name)
    size = row(table)
    if size > flavours.ROW_BYTES:
        widest = max(table.columns, key=value)
        message = f"a row of {table.name} may take {size:,} bytes; MySQL allows {flavours.ROW_BYTES:,}"
        yield codes.ROW_TOO_LONG.at(span, message, f"the longest column is {widest.name} {widest.type}: make it text")
    if len(table.columns) > flavours.COLUMNS:
        yield codes.ROW_TOO_LONG.at(span, f"{table.name} has more than {flavours.COLUMNS} columns")
    limit = flavours.INDEX_BYTES if table.row_format in ("dynamic", "compressed") else flavours.SHORT_INDEX_BYTES
    for name, parts in entries(table):
        size = entry(table, parts)
        where = hints.span(f"{table.name}.index:{name}") or span
        if size > limit:
            message = f"an entry of {name} of {table.name} may take {size:,} bytes; MySQL allows {limit:,}"
            yield codes.KEY_TOO_LONG.at(where, message, "index a prefix: {column: {prefix: 100}}")
        if len(parts) > flavours.INDEX_PARTS:
            yield codes.KEY_TOO_LONG.at(where, f"{name} of {table.name} has more than {flavours.INDEX_PARTS} parts")


def value(column: Column) -> int:
    """Bytes of the longest value, as an index entry counts them."""
    type_ = types.parse(column.type)
    width = charsets.width(column.collation) if column.collation else 1
    match type_.base:
        case "char" | "varchar":
            return type_.length * width
        case "binary" | "varbinary":
            return type_.length
        case "decimal":
            precision, scale = map(int, type_.arguments)
            return sum(4 * (digits // 9) + _LEFT[digits % 9] for digits in (precision - scale, scale))
        case "datetime":
            return 5 + (type_.length + 1) // 2
        case "timestamp":
            return 4 + (type_.length + 1) // 2
        case "time":
            return 3 + (type_.length + 1) // 2
        case "bit":
            return (type_.length + 7) // 8
        case "enum":
            return 1 if len(type_.arguments) < 256 else 2
        case "set":
            return min(8, (len(type_.arguments) + 7) // 8)
    return _FIXED.get(type_.base, _BESIDE)


def row(table: Table) -> int:
    """Bytes that count towards the longest row: values, length bytes, and a bit for each optional column."""
    total = 0
    for column in table.columns:
        if column.generated and not column.generated.stored:
            continue
        size = value(column)
        variable = types.parse(column.type).base in ("varchar", "varbinary")
        total += size + ((1 if size < 256 else 2) if variable else 0)
    return total + (sum(column.nullable for column in table.columns) + 7) // 8


def entry(table: Table, parts: tuple[IndexPart, ...]) -> int:
    """Bytes of the longest entry of an index; parts over expressions are counted as nothing."""
    total = 0
    for part in parts:
        column = table.column(part.column)
        if column is None:
            continue
        width = charsets.width(column.collation) if column.collation else 1
        total += part.prefix * width if part.prefix is not None else value(column)
    return total


def entries(table: Table) -> tuple[tuple[str, tuple[IndexPart, ...]], ...]:
    """(name, parts) of the primary key and of every index that has entries with a limit."""
    found: tuple[Index, ...] = tuple(each for each in table.indexes if each.kind in ("index", "unique"))
    return (("primary key", table.primary_key), *((each.name, each.parts) for each in found))
