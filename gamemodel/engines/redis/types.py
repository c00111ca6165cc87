"""Logical types as Redis text and back, as one table; where a value stands (key, field, member) is left to others."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from gamemodel.model import Type

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MS: Final = dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Text:
    """How one logical kind is written: its form (forms.py), a value to text, text to a value, and a sentence for people."""

    form: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    words: str


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _write_ms(value: dt.datetime) -> str:
    return str((value - _EPOCH) // _MS)


def _read_ms(text: str) -> dt.datetime:
    return _EPOCH + int(text) * _MS


def _write_duration(value: dt.timedelta) -> str:
    return str(value // _MS)


def _write_decimal(value: Decimal) -> str:
    return f"{value:f}"


def _write_flag(value: bool) -> str:
    return "1" if value else "0"


def _write_bytes(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _read_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


_INTEGER: Final = Text("integer", str, int, "decimal digits")
_UNSIGNED: Final = Text("unsigned", str, int, "decimal digits")
_FLOAT: Final = Text("number", repr, float, "the shortest decimal text that reads back to the same value")
_TEXT: Final = Text("text", str, str, "UTF-8")
_UUID: Final = Text("uuid", str, uuid.UUID, "36 signs, small letters")
_JSON: Final = Text("json", _write_json, json.loads, "JSON")

TABLE: Final[dict[str, Text]] = {
    "bool": Text("flag", _write_flag, lambda text: text == "1", "0 or 1"),
    **{f"int{bits}": _INTEGER for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": _UNSIGNED for bits in (8, 16, 32, 64)},
    "float32": _FLOAT,
    "float64": _FLOAT,
    "decimal": Text("number", _write_decimal, Decimal, "plain decimal text, exact"),
    "string": _TEXT,
    "text": _TEXT,
    "bytes": Text("bytes", _write_bytes, _read_bytes, "the bytes themselves"),
    "blob": Text("bytes", _write_bytes, _read_bytes, "the bytes themselves"),
    "uuid": _UUID,
    "timeuuid": _UUID,
    "timestamp": Text("integer", _write_ms, _read_ms, "milliseconds since 1970, UTC"),
    "date": Text("date", dt.date.isoformat, dt.date.fromisoformat, "YYYY-MM-DD"),
    "time": Text("text", lambda v: v.isoformat("microseconds"), dt.time.fromisoformat, "HH:MM:SS.ffffff"),
    "duration": Text("integer", _write_duration, lambda text: int(text) * _MS, "milliseconds"),
    "inet": Text("text", str, ipaddress.ip_address, "the address's canonical text"),
    "json": _JSON,
    "enum": Text("unsigned", str, int, "the value's number"),
    "region": _TEXT,
    "counter": _INTEGER,
    "list": _JSON,
    "set": Text("json", lambda v: _write_json(sorted(v)), lambda text: frozenset(json.loads(text)), "JSON, sorted"),
    "map": _JSON,
    "vector": _JSON,
    "parts": _JSON,
}
"""Kind -> how it is written. Collections are JSON where they are one value of a key; a family of type list, set or hash
holds their elements instead."""

EXACT_SCORES: Final = frozenset(
    {
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
    }
)
"""Kinds that a sorted set's score (an IEEE double, whole numbers exact up to 2^53) holds without loss."""

NUMERIC: Final = frozenset({"flag", "unsigned", "integer", "number"})
"""Forms that can be a score."""


def form(type_: Type) -> str:
    """The written form of a logical type."""
    return TABLE[type_.kind].form


def write(type_: Type, value: Any) -> str:
    """A Python value as the text that is stored: `True` -> `1`, a datetime -> milliseconds."""
    return TABLE[type_.kind].write(value)


def read(type_: Type, text: str) -> Any:
    """The value that write() made `text` from. Raises ValueError where it is none."""
    return TABLE[type_.kind].read(text)
