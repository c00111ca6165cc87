"""TTLs in words, for changes and generated pages."""

from __future__ import annotations


def duration(seconds: float | None) -> str:
    """`990` -> `16m30s`; None -> `none`."""
    if seconds is None:
        return "none"
    words, left = "", seconds
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        count, left = divmod(left, size)
        words += f"{count:.0f}{unit}" if count else ""
    return words + (f"{left:g}s" if left or not words else "")


def lifetime(ttl_s: int | None, jitter: float, sliding: bool) -> str:
    """`ttl 15m, jitter 10%, sliding`."""
    return (
        f"ttl {duration(ttl_s)}" + (f", jitter {jitter * 100:g}%" if jitter else "") + (", sliding" if sliding else "")
    )
