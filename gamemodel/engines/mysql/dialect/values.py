"""Defaults and other literals in canonical form."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.dialect import expressions, quoting
from gamemodel.engines.mysql.dialect.tokens import string_value

_NOW: Final = re.compile(r"(?:current_timestamp|now|localtime|localtimestamp)\s*(?:\(\s*(\d?)\s*\))?", re.IGNORECASE)
_CLOCK: Final = re.compile(r"(\d{1,2}:\d{2}:\d{2})(?:\.(\d+))?$")


def now(column_type: str) -> str:
    """CURRENT_TIMESTAMP with the fraction of the column's type; an expression where the type is not a clock MySQL fills."""
    column = types.parse(column_type)
    if column.base in ("datetime", "timestamp"):
        return f"CURRENT_TIMESTAMP({column.length})" if column.length else "CURRENT_TIMESTAMP"
    match column.base:
        case "date":
            return "(curdate())"
        case "time":
            return f"(curtime({column.length}))" if column.length else "(curtime())"
    raise ValueError(f"{column_type} has no clock")


def literal(text: str, column_type: str) -> str:
    """`text` as the SQL literal that MySQL keeps for a column of the type. Raises ValueError where it cannot be one."""
    column = types.parse(column_type)
    if column.is_integer or column.base == "year":
        return str(int({"true": "1", "false": "0"}.get(text.lower(), text)))
    match column.base:
        case "decimal":
            return _decimal(text, column)
        case "float" | "double":
            return _floating(text)
        case "datetime" | "timestamp" | "time":
            return quoting.literal(_clock(text.replace("T", " ").removesuffix("Z"), column.length))
        case "binary":
            return binary(text.encode().ljust(column.length, b"\0"))
        case "varbinary":
            return binary(text.encode())
        case "bit":
            return f"b'{int(text):b}'" if text.isdigit() else text
    if column.is_lob:
        return f"({quoting.literal(text)})"
    return quoting.literal(text)


def binary(value: bytes) -> str:
    """`0x…`; the empty value is `''`, which is how MySQL prints it."""
    return "0x" + value.hex() if value else "''"


def _decimal(text: str, column: types.ColumnType) -> str:
    try:
        value = Decimal(text).quantize(Decimal(1).scaleb(-int(column.arguments[1])))
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number of {column}") from None
    return f"{abs(value):f}" if value == 0 else f"{value:f}"


def _floating(text: str) -> str:
    value = float(text)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value).replace("e+", "e")


def _clock(text: str, fraction: int) -> str:
    found = _CLOCK.search(text)
    if not found:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(f"{text!r} is not a time")
        text, found = f"{text} 00:00:00", _CLOCK.search(f"{text} 00:00:00")
        assert found  # the pattern ends with what was appended  # noqa: S101
    digits = (found[2] or "").ljust(fraction, "0")[:fraction]
    return text[: found.end(1)] + (f".{digits}" if fraction else "")


def canonical_default(text: str, column_type: str) -> str:
    """A default that a person wrote as SQL: a literal, CURRENT_TIMESTAMP or an expression in parentheses."""
    text = text.strip()
    if found := _NOW.fullmatch(text):
        return f"CURRENT_TIMESTAMP({found[1]})" if found[1] and found[1] != "0" else "CURRENT_TIMESTAMP"
    if text.startswith("("):
        return f"({expressions.canonical(text)})"
    if text[:1] in "'\"":
        return literal(string_value(text), column_type)
    return literal(text, column_type) if not text.lower().startswith(("0x", "b'")) else text.lower()


def observed_default(text: str | None, extra: str, column_type: str) -> str | None:
    """COLUMN_DEFAULT and EXTRA of information_schema as a default in canonical form (measured on MySQL 9.7.4)."""
    if text is None:
        return None
    if found := _NOW.fullmatch(text):
        return f"CURRENT_TIMESTAMP({found[1]})" if found[1] else "CURRENT_TIMESTAMP"
    if "DEFAULT_GENERATED" in extra:
        return f"({expressions.lenient(unescaped(text))})"
    column = types.parse(column_type)
    if column.base in ("binary", "varbinary"):
        return text.lower() if text else "''"
    if column.base in ("bit",) or column.is_integer:
        return text
    if column.base in ("decimal", "float", "double", "year"):
        return literal(text, column_type)
    return quoting.literal(text)


def unescaped(text: str) -> str:
    """An expression of information_schema, where quotes and backslashes are escaped once more than in SHOW CREATE TABLE."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
