"""How each logical type is written in Redis, as one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gamemodel.model import Type


@dataclass(frozen=True, slots=True)
class Text:
    """How one logical kind is written: its format (dialect/formats.py), and a sentence for people."""

    form: str
    words: str


_INTEGER: Final = Text("integer", "decimal digits")
_UNSIGNED: Final = Text("unsigned", "decimal digits")
_FLOAT: Final = Text("number", "the shortest decimal text that reads back to the same value")
_TEXT: Final = Text("text", "UTF-8")
_UUID: Final = Text("uuid", "36 signs, small letters")
_BYTES: Final = Text("bytes", "the bytes themselves")
_JSON: Final = Text("json", "JSON")

TABLE: Final[dict[str, Text]] = {
    "bool": Text("flag", "0 or 1"),
    **{f"int{bits}": _INTEGER for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": _UNSIGNED for bits in (8, 16, 32, 64)},
    "float32": _FLOAT,
    "float64": _FLOAT,
    "decimal": Text("number", "plain decimal text, exact"),
    "string": _TEXT,
    "text": _TEXT,
    "bytes": _BYTES,
    "blob": _BYTES,
    "uuid": _UUID,
    "timeuuid": _UUID,
    "timestamp": Text("integer", "milliseconds since 1970, UTC"),
    "date": Text("date", "YYYY-MM-DD"),
    "time": Text("text", "HH:MM:SS.ffffff"),
    "duration": Text("integer", "milliseconds"),
    "inet": Text("text", "the address's canonical text"),
    "json": _JSON,
    "enum": Text("unsigned", "the value's number"),
    "region": _TEXT,
    "counter": _INTEGER,
    "list": _JSON,
    "set": Text("json", "JSON, sorted"),
    "map": _JSON,
    "vector": _JSON,
    "parts": _JSON,
}
"""Kind -> how it is written. Collections are JSON where they are one value of a key; a family of type list, set or hash
holds their elements instead."""

EXACT_SCORES: Final = frozenset(
    [
        "bool",
        "int8",
        "int16",
        "int32",
        "uint8",
        "uint16",
        "uint32",
        "float32",
        "float64",
        "timestamp",
        "enum",
        "duration",
    ]
)
"""Kinds that a sorted set's score (an IEEE double, whole numbers exact up to 2^53) holds without loss."""

NUMERIC: Final = frozenset({"flag", "unsigned", "integer", "number"})
"""Formats that can be a score."""


def form(type_: Type) -> str:
    """The format of a logical type."""
    return TABLE[type_.kind].form
