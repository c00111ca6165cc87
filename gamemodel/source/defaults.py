"""Checks that a default is a value of its field's type."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from gamemodel.model.model import Enum
from gamemodel.model.types import LIMITS, Type

_NOW: Final = ("timestamp", "date", "time", "timeuuid")
_FORMS: Final = {
    "uuid": (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a uuid such as 6fa459ea-ee8a-3ca4-894e-db77e160355e"),
    "timestamp": (
        r"[1-9]\d{3}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?",
        "now, or a time in UTC such as 2026-01-31T12:00:00Z",
    ),
    "date": (r"[1-9]\d{3}-\d\d-\d\d", "now, or a date such as 2026-01-31"),
    "time": (r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", "now, or a time of day such as 12:00:00"),
    "duration": (r"-?\d{1,18}", "milliseconds"),
    "bytes": (r"0x([0-9a-f]{2})*", "bytes in hexadecimal such as 0x00ff"),
}


def expected_instead(text: str, type_: Type, enums: tuple[Enum, ...], regions: tuple[str, ...] | None) -> str:
    """The values that `type_` allows (`a whole number from 0 to 255`) if `text` is none of them; otherwise empty."""
    kind = type_.kind
    if text == "now" and kind in _NOW:
        return ""
    if kind in LIMITS and kind != "enum":
        return _integer(text, *LIMITS[kind])
    if kind in ("string", "text"):
        return _string(text, type_)
    if kind == "enum":
        names = next((tuple(v.name for v in each.values) for each in enums if each.name == type_.name), ())
        return "" if text in names else f"one of {', '.join(names)}"
    if kind == "region":
        return "" if regions is None or text in regions else f"one of {', '.join(regions)}"
    if kind in ("float32", "float64"):
        return "" if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d{1,3})?", text) else "a number such as 0.5"
    if kind == "bytes":
        return _bytes(text, type_)
    return _other(text, type_)


def _integer(text: str, low: int, high: int) -> str:
    fits = re.fullmatch(r"-?\d{1,20}", text) and low <= int(text) <= high
    return "" if fits else f"a whole number from {low} to {high}"


def _string(text: str, type_: Type) -> str:
    if type_.length is not None and not type_.min_length <= len(text) <= type_.length:
        return f"{type_.min_length} to {type_.length} characters"
    if type_.pattern and not re.search(type_.pattern, text):
        return f"a text that matches {type_.pattern}"
    return ""


def _bytes(text: str, type_: Type) -> str:
    form, words = _FORMS["bytes"]
    fits = re.fullmatch(form, text) and len(text) <= 2 + 2 * (type_.length or 0)
    return "" if fits else f"{words}, at most {type_.length} of them"


def _other(text: str, type_: Type) -> str:
    match type_.kind:
        case "bool":
            return "" if text in ("true", "false") else "true or false"
        case "decimal":
            form = rf"-?\d{{1,{type_.precision - type_.scale or 1}}}(\.\d{{1,{type_.scale or 1}}})?"
            return (
                ""
                if re.fullmatch(form, text)
                else f"a number of at most {type_.precision} digits, {type_.scale} of them decimals"
            )
        case "inet":
            import ipaddress

            return _parsed(ipaddress.ip_address, text, "an address such as 192.0.2.1 or 2001:db8::1")
        case "json":
            import json

            return _parsed(json.loads, text, "a JSON value in quotes")
        case "timeuuid":
            return "now"
        case "uuid" | "duration":
            form, words = _FORMS[type_.kind]
            return "" if re.fullmatch(form, text) else words
        case "timestamp" | "date" | "time":
            return _clock(text, type_.kind)
    return "nothing, since values of this type have no default"


def _clock(text: str, kind: str) -> str:
    from datetime import date, datetime, time

    form, words = _FORMS[kind]
    readers = {"timestamp": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}
    return _parsed(readers[kind], text, words) if re.fullmatch(form, text) else words


def _parsed(read: Callable[[str], object], text: str, words: str) -> str:
    try:
        read(text)
    except ValueError:
        return words
    return ""
