"""One place in a JSON document that is outside of a grammar, and the typed look-ups that find such places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is the JSON path from the root of what was sent ("policy.states[0].actions[1]"), `message` the fact."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def is_int(value: object, least: int, most: int) -> bool:
    """Whether a JSON value is a whole number in a range; true and 1.0 are not."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def unknown_keys(value: dict[str, object], known: Iterable[str], path: str) -> Iterator[Problem]:
    """A problem for each key that the grammar does not know."""
    allowed = set(known)
    for key in value:
        if key not in allowed:
            yield Problem(f"{path}.{key}", "is not known here")
