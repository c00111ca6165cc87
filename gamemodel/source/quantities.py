"""Annotations for single values in the model: durations, sizes, counts, rates and names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Final

IDENTIFIER: Final = r"^[a-z][a-z0-9_]*$"
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}
_BYTES: Final = {"": 1, "b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40}
_COUNTS: Final = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_MILLIS: Final = {"ms": 1.0, "us": 0.001, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Scalar:
    """How one scalar is read. `read` returns the value or raises ValueError; `expected` describes the values.

    `none` is the word that means None (`forever`, `none`). `schema` is the JSON Schema of the written form.
    """

    expected: str
    read: Callable[[str], Any]
    schema: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)
    none: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredName:
    """A name that must be in scope. `names` is the attribute of Scope that lists them, `noun` the word for one."""

    noun: str
    names: str


def _number(text: str, units: dict[str, Any]) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([A-Za-z]*)", text)
    if not found or found[2] not in units:
        raise ValueError(text)
    return float(found[1]) * float(units[found[2]])


def _whole(value: float, text: str) -> int:
    if value != int(value):
        raise ValueError(text)
    return int(value)


@lru_cache(4096)
def seconds(text: str) -> int:
    """`30m` -> 1800. Raises ValueError, also if the unit is missing (only `0` needs none)."""
    return 0 if text == "0" else _whole(_number(text, _SECONDS), text)


@lru_cache(4096)
def milliseconds(text: str) -> float:
    """`5ms` -> 5.0, `1s` -> 1000.0. Raises ValueError."""
    return _number(text, _MILLIS)


@lru_cache(4096)
def byte_count(text: str) -> int:
    """`30gb` -> 32212254720 (powers of 1024, as OpenSearch and Redis count); a bare number is bytes. Raises ValueError."""
    return _whole(_number(text.lower(), _BYTES), text)


@lru_cache(4096)
def count(text: str) -> float:
    """`40M` -> 40000000.0 (powers of 1000). Raises ValueError, also for `m`, which could be milli or mega."""
    return _number(text, _COUNTS)


def ratio(text: str) -> tuple[float, int | None]:
    """`60/d` -> (60.0, 86400); `60` -> (60.0, None). Raises ValueError."""
    rows, slash, unit = text.partition("/")
    if slash and unit not in _SECONDS:
        raise ValueError(text)
    return count(rows), _SECONDS[unit] if slash else None


@lru_cache(4096)
def rate(text: str) -> float:
    """`4k/s` -> 4000.0, `60/d` -> 0.00069…: always per second. Raises ValueError if the period is missing."""
    rows, period = ratio(text)
    if period is None:
        raise ValueError(text)
    return rows / period


@lru_cache(1024)
def percent(text: str) -> float:
    """`10%` -> 0.1. Raises ValueError outside 0 % to 100 %."""
    if not text.endswith("%") or not 0 <= float(text[:-1]) <= 100:
        raise ValueError(text)
    return float(text[:-1]) / 100


def _identifier(text: str) -> str:
    if not re.fullmatch(IDENTIFIER[1:-1], text) or len(text) > 64:
        raise ValueError(text)
    return text


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text):
        raise ValueError(text)
    return int(text)


def _pattern(pattern: str) -> dict[str, Any]:
    return {"type": ["string", "number"], "pattern": pattern}


_DURATION: Final = "a duration such as 30s, 15m, 24h, 365d or 1y"
_DURATION_PATTERN: Final = r"^(0|\d+(\.\d+)?[smhdwy])$"

Seconds = Annotated[int, Scalar(_DURATION, seconds, _pattern(_DURATION_PATTERN))]
"""A duration in whole seconds: `30m`, `365d`."""
SecondsOrNone = Annotated[
    int | None, Scalar(f"{_DURATION}, or none", seconds, _pattern(rf"^none$|{_DURATION_PATTERN}"), "none")
]
"""A duration in seconds, or the word `none`, which is None."""
Millis = Annotated[float, Scalar("a duration such as 5ms or 1s", milliseconds, _pattern(r"^\d+(\.\d+)?(us|ms|s|m)$"))]
"""A duration in milliseconds: `5ms`, `1s`."""
Bytes = Annotated[
    int, Scalar("a size such as 180, 64kb or 30gb", byte_count, _pattern(r"^\d+(\.\d+)?([kKmMgGtT]?[bB])?$"))
]
"""A size in bytes: `30gb`; powers of 1024."""
Count = Annotated[float, Scalar("a number such as 500, 4k, 40M or 19G", count, _pattern(r"^\d+(\.\d+)?[kMGT]?$"))]
"""A number with k, M, G (10^9) or T."""
Rate = Annotated[float, Scalar("a rate such as 4k/s, 90/m or 60/d", rate, _pattern(r"^\d+(\.\d+)?[kMGT]?/[smhdwy]$"))]
"""A rate per second: `4k/s`, `60/d`."""
Percent = Annotated[float, Scalar("a percentage such as 10%", percent, _pattern(r"^\d+(\.\d+)?%$"))]
"""A share from 0.0 to 1.0: `10%`."""
Name = Annotated[
    str,
    Scalar("a name of lowercase letters, digits and _ (at most 64) that begins with a letter", _identifier,
         {"type": "string", "pattern": IDENTIFIER, "maxLength": 64}),
]  # fmt: skip
"""An identifier of the model: lowercase letters, digits and underscores."""

Positive = Annotated[int, Scalar("a whole number from 1", _positive, {"type": "integer", "minimum": 1})]
"""A whole number from 1."""

FieldName = Annotated[str, DeclaredName("field", "fields")]
"""A field of the entity in scope."""
ColumnName = Annotated[str, DeclaredName("field or column", "columns")]
"""A field of the entity in scope, or one column of a field with parts (`price_amount`)."""
QueryName = Annotated[str, DeclaredName("query", "queries")]
"""A query of the entity in scope."""
RoleName = Annotated[str, DeclaredName("role", "roles")]
"""A role of topology.yaml."""
StoreName = Annotated[str, DeclaredName("store", "stores")]
"""A store of topology.yaml."""
RegionName = Annotated[str, DeclaredName("region", "regions")]
"""A region of topology.yaml."""
