"""A place in a JSON document that is outside of a grammar, and checks that several grammars share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

MOST_INT: Final = 2**31 - 1


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


Options: TypeAlias = dict[str, Any]


def required_number(key: str, least: int) -> Callable[[Options, str], Iterator[Problem]]:
    """A check of options that hold one whole number and nothing else."""

    def check(options: Options, path: str) -> Iterator[Problem]:
        yield from unknown_keys(options, (key,), path)
        if not is_int(options.get(key), least, MOST_INT):
            yield Problem(f"{path}.{key}", f"is required: a whole number from {least} to 2^31-1")

    return check


def no_options(options: Options, path: str) -> Iterator[Problem]:
    """A check of options that must be empty."""
    yield from unknown_keys(options, (), path)


def attribute_rules(options: Options, kinds: Iterable[str], path: str) -> Iterator[Problem]:
    """Problems of allocation rules: each kind maps node attributes to values."""
    for kind in kinds:
        rules = options.get(kind, {})
        if not isinstance(rules, dict) or not all(isinstance(value, str) and value for value in rules.values()):
            yield Problem(f"{path}.{kind}", "is not an object of texts")
