"""Finds the family of a live key by its bytes alone."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from gamemodel.engines.redis.schema import Family, Registry, Retired, Schema

SLACK_MS: Final = 1000
"""What a live TTL may exceed its bound by: writers that count in seconds round up."""


@dataclass(slots=True)
class Expectation:
    """What a key of one family, declared or dropped, must answer: TYPE and the range of PTTL. `seen` counts its keys."""

    name: str
    type: bytes
    low: int
    high: int
    family: Family | None
    seen: int = 0


def _expected(family: Family) -> Expectation:
    bounds = family.ttl_range_ms
    low, high = (-1, -1) if bounds is None else (0, bounds[1] + SLACK_MS)
    return Expectation(family.name, family.type.encode(), low, high, family)


def _retired(old: Retired) -> Expectation:
    low, high = (-1, -2) if old.ttl_ms is None else (0, old.ttl_ms + SLACK_MS)
    return Expectation(old.name, old.type.encode(), low, high, None)


class Classifier:
    """Key -> Expectation. Families are bucketed by the first segment after the prefix, so that a key is tried against few patterns."""

    def __init__(self, schema: Schema, registry: Registry) -> None:
        self.prefix = registry.prefix.encode()
        self._at = len(self.prefix)
        self.own = self.prefix + b"gamemodel:"
        self._ignored = [re.compile(fnmatch.translate(glob).encode(), re.DOTALL) for glob in registry.ignore]
        named = [(_expected(each), each.pattern) for each in schema.families]
        current = {each.key for each in schema.families}
        named += [
            (_retired(old), Family(old.name, old.key, "string").pattern)
            for old in schema.retired
            if old.key not in current
        ]
        buckets: dict[bytes | None, list[tuple[str, Expectation]]] = {}
        for expected, pattern in named:
            first = pattern.parts[0] if isinstance(pattern.parts[0], str) else ""
            segment, colon, _ = first.removeprefix(registry.prefix).partition(":")
            buckets.setdefault(segment.encode() if colon else None, []).append((pattern.regex, expected))
        anywhere = buckets.pop(None, [])
        self.buckets = {segment: _compiled((*found, *anywhere)) for segment, found in buckets.items()}
        self.rest = _compiled(anywhere)

    def find(self, keys: Iterable[bytes]) -> Iterator[Expectation | None]:
        """The expectation of the family that each key belongs to, or None. One loop, because it runs a million times."""
        at, choose, rest = self._at, self.buckets.get, self.rest
        for key in keys:
            end = key.find(b":", at)
            match, expectations = choose(key[at:end] if end >= 0 else key[at:], rest)
            found = match(key)
            yield expectations[found.lastindex - 1] if found else None

    def is_foreign(self, key: bytes) -> bool:
        """Whether the key is gamemodel's own, outside the prefix, or to be ignored."""
        if key.startswith(self.own) or not key.startswith(self.prefix):
            return True
        return any(glob.match(key) for glob in self._ignored)


def _compiled(found: Iterable[tuple[str, Expectation]]) -> tuple[re.Pattern[bytes].fullmatch, tuple[Expectation, ...]]:  # type: ignore[valid-type]
    """One alternation whose n-th empty group tells that the n-th pattern matched."""
    each = list(found)
    text = "|".join(f"(?:{regex}())" for regex, _ in each) or r"(?!)"
    return re.compile(text.encode(), re.DOTALL).fullmatch, tuple(expected for _, expected in each)


_CHANGING: Final = re.compile(rb"[0-9%@{]|^.{25,}$")


def shape(key: bytes, at: int) -> str:
    """A key with the segments that look like values replaced: `game:tmp:1234` -> `game:tmp:*`. `at`: length of the prefix."""
    first, *rest = key[at:].split(b":")
    shown = [first if not _CHANGING.search(first) else b"*", *(b"*" if _CHANGING.search(s) else s for s in rest)]
    return (key[:at] + b":".join(shown)).decode("utf-8", "replace")
