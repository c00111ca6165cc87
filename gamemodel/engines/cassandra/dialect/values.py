"""Values of the model as CQL literals, for filling existing rows."""

from __future__ import annotations

import re
from typing import Final

from gamemodel.engines.cassandra.dialect.cql import literal
from gamemodel.model import Field

_BARE: Final = frozenset(
    ("tinyint", "smallint", "int", "bigint", "varint", "float", "double", "decimal", "boolean", "uuid", "timeuuid")
)
_NOW: Final = {
    "timestamp": "toTimestamp(now())",
    "date": "toDate(now())",
    "timeuuid": "now()",
    "uuid": "uuid()",
}
_HEX = re.compile(r"0x[0-9a-fA-F]*")


class NoLiteral(ValueError):
    """The value cannot be written for this type."""


def value_literal(cql: str, text: str) -> str:
    """A value of the model (its text) as a CQL literal of a scalar type. Raises NoLiteral for a collection."""
    if text == "now" and cql in _NOW:
        return _NOW[cql]
    if "<" in cql or cql == "counter":
        raise NoLiteral(f"a value of type {cql} cannot be filled in")
    if cql in _BARE:
        return text
    if cql == "blob":
        return text if _HEX.fullmatch(text) else "0x" + text.encode().hex()
    return literal(text)


def fill_of(field: Field, column: str, cql: str) -> str:
    """What existing rows get when the column is added: the field's fill, or the default of a required field; or nothing.

    A field of several parts, and a default of `now`, give nothing to existing rows.
    """
    text = field.fill
    if text is None and field.required and field.default is not None and not field.default.is_now:
        text = field.default.text
    if text is None or column != field.name:
        return ""
    try:
        return value_literal(cql, text)
    except NoLiteral:
        return ""
