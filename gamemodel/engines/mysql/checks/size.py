"""Bytes that MySQL reserves for columns, rows and index entries; the limits themselves are in flavours.py."""

from __future__ import annotations

from typing import Final

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.schema import Column, Index, IndexPart, Table

_FIXED: Final[dict[str, int]] = {
    "tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "bigint": 8, "float": 4, "double": 8, "date": 3, "year": 1,
}  # fmt: skip
_LEFT: Final = (0, 1, 1, 2, 2, 3, 3, 4, 4, 4)
"""Bytes of the digits of a decimal that do not fill a group of nine."""
_BESIDE: Final = 12
"""What a column stored beside the row takes within it, at most."""


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
