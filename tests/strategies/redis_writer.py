"""A correct writer of Redis keys: the commands for one key of a family, and how values of each type become text."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from gamemodel.engines.redis.schema import Family
from gamemodel.model import Type

Command = tuple[str, ...]

EXAMPLES: Final[dict[str, Callable[[int], str]]] = {
    "text": lambda n: f"va:lue {{{n}}}%",
    "bytes": lambda n: f"bytes-{n}",
    "json": lambda n: f'{{"n":{n}}}',
    "flag": lambda n: str(n % 2),
    "unsigned": str,
    "integer": lambda n: str(-n if n % 2 else n),
    "number": lambda n: f"{n}.5",
    "uuid": lambda n: f"{n:08x}-0000-4000-8000-{n:012x}",
    "date": lambda n: f"{2000 + n % 8000:04d}-01-31",
    "year": lambda n: f"{2000 + n % 8000:04d}",
    "month": lambda n: f"{2000 + n % 8000:04d}-12",
    "week": lambda n: f"{2000 + n % 8000:04d}-W07",
    "day": lambda n: f"{2000 + n % 8000:04d}-02-28",
    "hour": lambda n: f"{2000 + n % 8000:04d}-02-28T23",
}
"""Form -> the n-th value in that form."""


def example_key(family: Family, n: int) -> str:
    """The n-th example key of a family; n < 8000 gives different keys."""
    return family.pattern.key({part.name: EXAMPLES[part.form](n) for part in family.pattern.placeholders})


def example_values(family: Family, n: int) -> dict[str, str]:
    """Values for every field, member, score and value of a family, by name."""
    parts = [*family.fields, *(part for part in (family.member, family.value) if part)]
    found = {part.name: EXAMPLES[part.form](n) for part in parts}
    if family.score is not None:
        found[family.score.name] = str(n)
    return found


def write(family: Family, key: str, values: Mapping[str, str], ttl_ms: int | None = None) -> tuple[Command, ...]:
    """The commands that write one key. `ttl_ms` is drawn by the caller from family.ttl_range_ms; the shortest one without it."""
    fields = tuple(word for part in family.fields if part.name in values for word in (part.name, values[part.name]))
    member = values[family.member.name] if family.member else ""
    value = values[family.value.name] if family.value else "0"
    score = values[family.score.name] if family.score else "0"
    command: Command
    match family.kind:
        case "string" | "counter":
            command = ("SET", key, value)
        case "bitmap":
            command = ("SETBIT", key, "7", "1")
        case "hyperloglog":
            command = ("PFADD", key, value)
        case "hash":
            command = ("HSET", key, *fields)
        case "list":
            command = ("RPUSH", key, value)
        case "set":
            command = ("SADD", key, member)
        case "zset":
            command = ("ZADD", key, score, member)
        case "geo":
            command = ("GEOADD", key, "13.36", "38.11", member)
        case "stream":
            command = ("XADD", key, "*", *fields)
    bounds = family.ttl_range_ms
    if bounds is None:
        return (command,)
    return (command, ("PEXPIRE", key, str(bounds[0] if ttl_ms is None else ttl_ms)))


def unescape(text: str) -> str:
    """The value that escape() made `text` from."""
    return re.sub(r"%(25|3A|7B|7D)", lambda found: chr(int(found[1], 16)), text)


# How the game's services write values, as generated code will: logical kind -> (a value to text, text to a value).

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MS: Final = dt.timedelta(milliseconds=1)


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


CONVERTERS: Final[dict[str, tuple[Callable[[Any], str], Callable[[str], Any]]]] = {
    "bool": (_write_flag, lambda text: text == "1"),
    **{f"{sign}int{bits}": (str, int) for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "float32": (repr, float),
    "float64": (repr, float),
    "decimal": (_write_decimal, Decimal),
    "bytes": (_write_bytes, _read_bytes),
    "blob": (_write_bytes, _read_bytes),
    "uuid": (str, uuid.UUID),
    "timeuuid": (str, uuid.UUID),
    "timestamp": (_write_ms, _read_ms),
    "date": (dt.date.isoformat, dt.date.fromisoformat),
    "time": (lambda v: v.isoformat("microseconds"), dt.time.fromisoformat),
    "duration": (_write_duration, lambda text: int(text) * _MS),
    "inet": (str, ipaddress.ip_address),
    "enum": (str, int),
    "counter": (str, int),
    "set": (lambda v: _write_json(sorted(v)), lambda text: frozenset(json.loads(text))),
    **dict.fromkeys(("json", "list", "map", "vector", "parts"), (_write_json, json.loads)),
    **dict.fromkeys(("string", "text", "region"), (str, str)),
}


def to_text(type_: Type, value: Any) -> str:
    """A Python value as the text that is stored: `True` -> `1`, a datetime -> milliseconds."""
    return CONVERTERS[type_.kind][0](value)


def from_text(type_: Type, text: str) -> Any:
    """The value that to_text() made `text` from. Raises ValueError where it is none."""
    return CONVERTERS[type_.kind][1](text)
