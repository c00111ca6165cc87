"""Formats counts, lists, durations and columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 step`, `2 steps`, `no steps`."""
    return f"{count or 'no'} {noun if count == 1 else plural or noun + 's'}"


def listed(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *rest, last = items
    return f"{', '.join(rest)} and {last}" if rest else last


def seconds(value: float) -> str:
    """`40 ms`, `1.20 s`, `12 s`, `3 min 05 s`, `2 h 07 min`."""
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < 10:
        return f"{value:.2f} s"
    if value < 60:
        return f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def columns(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """The rows as aligned lines without trailing blanks."""
    if not rows:
        return []
    count = max(len(row) for row in rows)
    widths = [max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(count)]
    return [
        (" " * gap).join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows
    ]
