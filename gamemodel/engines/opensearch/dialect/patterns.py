"""Index patterns: what may stand in one, and whether two can match the same name."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PATTERN = re.compile(r"[^\s,\"\\<|>/?#:A-Z_+-][^\s,\"\\<|>/?#:A-Z]*")


def is_pattern(value: object) -> bool:
    """Whether a value is an index pattern that both ISM and index templates take and that real index names can match."""
    return isinstance(value, str) and _PATTERN.fullmatch(value) is not None and value.strip("*") != ""


def intersect(left: str, right: str) -> bool:
    """Whether some name matches both patterns; `*` stands for any text, everything else for itself.

    OpenSearch compares patterns this way, not as text (measured: `orders-2*` against `orders-*`, `a*b` against `*ab`).
    """
    reachable = {0}
    for position in range(len(left) + 1):
        reachable = _past_stars(reachable, right)
        if position == len(left):
            break
        if left[position] == "*":
            reachable = set(range(min(reachable), len(right) + 1)) if reachable else reachable
        else:
            reachable = _consume(reachable, left[position], right)
    return len(right) in reachable


def _past_stars(reachable: set[int], pattern: str) -> set[int]:
    out = set(reachable)
    for index in sorted(reachable):
        at = index
        while at < len(pattern) and pattern[at] == "*":
            at += 1
            out.add(at)
    return out


def _consume(reachable: set[int], char: str, pattern: str) -> set[int]:
    """The positions in the pattern after one more character of the other side: a star stays, an equal character is passed."""
    out = set()
    for index in reachable:
        if index < len(pattern) and pattern[index] == "*":
            out.add(index)
        elif index < len(pattern) and pattern[index] == char:
            out.add(index + 1)
    return out


def clash(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, str] | None:
    """The first pair of patterns, one of each side, that can match the same name."""
    others = tuple(theirs)
    return next(((left, right) for left in mine for right in others if intersect(left, right)), None)
