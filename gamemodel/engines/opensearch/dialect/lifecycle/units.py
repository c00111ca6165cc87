"""Ages and sizes as OpenSearch and Elasticsearch write them."""

from __future__ import annotations

import re

_AGES = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_SIZES = {"pb": 1 << 50, "tb": 1 << 40, "gb": 1 << 30, "mb": 1 << 20, "kb": 1 << 10, "b": 1}
_AGE = re.compile(r"([0-9]+) *(nanos|micros|ms|s|m|h|d)", re.IGNORECASE)
_SIZE = re.compile(r"([0-9]+) *(b|kb?|mb?|gb?|tb?|pb?)", re.IGNORECASE)
LONGEST = 2**63 - 1


def age_text(milliseconds: int) -> str:
    """A duration in the largest unit that is exact: 86_400_000 is "1d", 0 is "0ms"."""
    return _text(milliseconds, _AGES) or "0ms"


def size_text(size: int) -> str:
    """A number of bytes in the largest unit that is exact: 1 << 30 is "1gb", 0 is "0b"."""
    return _text(size, _SIZES) or "0b"


def _text(value: int, units: dict[str, int]) -> str:
    return next((f"{value // factor}{unit}" for unit, factor in units.items() if value and not value % factor), "")


def stored_age(text: object) -> str | None:
    """How the server writes an age that it was sent ("1 D" is "1d", "0" is "0ms"); None where it refuses it.

    Measured on OpenSearch 2.19.1: no weeks, months or years, no fractions, a capital M is not a minute.
    """
    if not isinstance(text, str):
        return None
    text = text.strip(" ")
    if text in ("0", "-1"):
        return {"0": "0ms", "-1": "-1"}[text]
    match = _AGE.fullmatch(text)
    if match is None or match[2] == "M" or int(match[1]) > LONGEST:
        return None
    return f"{int(match[1])}{match[2].lower()}"


def stored_size(text: object) -> str | None:
    """How the server writes a size that it was sent ("30G" is "30gb"); None where it refuses it: fractions, no unit, no bytes, too many."""
    match = _SIZE.fullmatch(text.strip(" ")) if isinstance(text, str) else None
    if match is None:
        return None
    unit = match[2].lower().removesuffix("b") + "b"
    if not 0 < int(match[1]) * _SIZES[unit] <= LONGEST:
        return None
    return f"{int(match[1])}{unit}"


def age(text: object) -> int | None:
    """The milliseconds of an age as a server writes it; None where it is invalid or not a whole number of milliseconds."""
    match = _AGE.fullmatch(stored_age(text) or "")
    if match is None or match[2] not in _AGES:
        return None
    milliseconds = int(match[1]) * _AGES[match[2]]
    return milliseconds if milliseconds <= LONGEST else None


def size(text: object) -> int | None:
    """The bytes of a size as a server writes it; None where it is invalid."""
    match = _SIZE.fullmatch(stored_size(text) or "")
    return int(match[1]) * _SIZES[match[2]] if match else None
