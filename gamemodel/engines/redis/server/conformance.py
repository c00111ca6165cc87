"""Judges live keys by their families: type, TTL, names and formats of what they hold. Counts each fault and keeps one example."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from gamemodel.engines.redis.dialect.formats import value_regex
from gamemodel.engines.redis.schema import Family, Stray, Value, Violation
from gamemodel.engines.redis.server.classify import Classifier, Expectation, shape

FIRST: Final = 200
"""The first keys of each family whose contents are all read."""
THEN_EACH: Final = 64
"""After those, one key in this many is read."""
MOST: Final = 20_000
"""The most keys of one family that are read that way."""
SHAPES: Final = 50
"""The most shapes of stray keys that are reported one by one; the others are counted together."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A key whose contents are read: `command` is harmless and reads a bounded part of a big key."""

    expected: Expectation
    key: bytes
    command: tuple[str | bytes | int, ...]


class Conformance:
    """Collects findings over all pages."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._strays: dict[tuple[str, str], list[Any]] = {}
        self._violations: dict[tuple[str, str], list[Any]] = {}
        self._formats: dict[str, Callable[[bytes], object]] = {}

    def page(self, keys: list[bytes], types: list[Any], ttls: list[Any]) -> list[Sample]:
        """Judge type and TTL of a page of keys. Returns those whose contents are to be read."""
        samples = []
        for key, type_, ttl, expected in zip(keys, types, ttls, self._classifier.find(keys), strict=True):
            if expected is None or expected.type != type_ or not expected.low <= ttl <= expected.high:
                self._fault(key, expected, type_, ttl)
                continue
            expected.seen = seen = expected.seen + 1
            if (seen <= FIRST or (seen % THEN_EACH == 0 and seen < MOST * THEN_EACH)) and expected.family is not None:
                command = _command(expected.family, key)
                if command:
                    samples.append(Sample(expected, key, command))
        return samples

    def _fault(self, key: bytes, expected: Expectation | None, type_: Any, ttl: Any) -> None:
        if not isinstance(ttl, int) or not isinstance(type_, bytes) or type_ == b"none" or ttl == -2:
            return  # it ended between SCAN and TYPE
        kind = type_.decode()
        if expected is None:
            if not self._classifier.is_foreign(key):
                self._stray(key, kind)
        elif expected.family is None:
            end = "and never expires" if ttl == -1 else "with another type or a longer TTL than it had"
            self._violation(expected.name, f"left by the dropped family, {end}", key)
        elif expected.type != type_:
            self._violation(expected.name, f"type {kind} instead of {expected.type.decode()}", key)
        elif expected.high < 0:
            self._violation(expected.name, "expires, though ttl is none", key)
        elif ttl == -1:
            self._violation(expected.name, "has no TTL", key)
        else:
            self._violation(expected.name, "its TTL is longer than a writer may set", key)

    def contents(self, samples: list[Sample], replies: list[Any]) -> None:
        """Judge what was read of the keys that page() chose."""
        for sample, reply in zip(samples, replies, strict=True):
            if sample.expected.family is not None and isinstance(reply, bytes | list):
                for problem in self._contents(sample.expected.family, reply):
                    self._violation(sample.expected.name, problem, sample.key)

    def _contents(self, family: Family, reply: Any) -> Iterator[str]:
        match family.kind:
            case "hash":
                flat = reply[1]
                yield from self._named(family, dict(zip(flat[::2], flat[1::2], strict=True)))
            case "stream":
                for _, flat in reply:
                    yield from self._named(family, dict(zip(flat[::2], flat[1::2], strict=True)))
            case "zset" | "geo":
                flat = reply[1]
                yield from self._formatted("member", family.member, flat[::2])
                if family.kind == "zset":
                    yield from self._scores(family, flat[1::2])
            case "set":
                yield from self._formatted("member", family.member, reply[1])
            case "list":
                yield from self._formatted("element", family.value, reply)
            case _:
                yield from self._formatted("value", family.value, [reply])

    def _named(self, family: Family, held: dict[bytes, bytes]) -> Iterator[str]:
        declared = {part.name.encode(): part for part in family.fields}
        for name, value in held.items():
            part = declared.get(name)
            if part is None:
                yield f"has field {name.decode('utf-8', 'replace')}, which is not declared"
            else:
                yield from self._formatted(f"field {part.name}", part, [value])

    def _formatted(self, what: str, part: Value | None, values: list[bytes]) -> Iterator[str]:
        regex = value_regex(part.form) if part else None
        if part is None or regex is None:
            return
        matches = self._formats.setdefault(part.form, re.compile(regex.encode()).fullmatch)
        if not all(matches(value) for value in values):
            yield f"{what} is not in the format {part.form}"

    def _scores(self, family: Family, scores: list[bytes]) -> Iterator[str]:
        whole = family.score is not None and family.score.form in ("integer", "unsigned", "flag")
        if whole and not all(float(score).is_integer() for score in scores):
            yield f"score {family.score.name if family.score else ''} is not a whole number"

    def _stray(self, key: bytes, kind: str) -> None:
        shown = shape(key, len(self._classifier.prefix))
        if (shown, kind) not in self._strays and len(self._strays) >= SHAPES:
            shown = f"{self._classifier.prefix.decode()}*"
        _count(self._strays, (shown, kind), key)

    def _violation(self, family: str, problem: str, key: bytes) -> None:
        _count(self._violations, (family, problem), key)

    def strays(self) -> tuple[Stray, ...]:
        """What was found so far, sorted."""
        return tuple(
            Stray(shown, kind, count, example.decode("utf-8", "replace"))
            for (shown, kind), (count, example) in sorted(self._strays.items())
        )

    def violations(self) -> tuple[Violation, ...]:
        """What was found so far, sorted."""
        return tuple(
            Violation(family, problem, count, example.decode("utf-8", "replace"))
            for (family, problem), (count, example) in sorted(self._violations.items())
        )


def _count(found: dict[tuple[str, str], list[Any]], name: tuple[str, str], key: bytes) -> None:
    entry = found.setdefault(name, [0, key])
    entry[0] += 1
    entry[1] = min(entry[1], key)


def _command(family: Family, key: bytes) -> tuple[str | bytes | int, ...] | None:
    """What reads enough of a key to judge it, and never much; None where nothing of it is declared."""
    match family.kind:
        case "hash":
            return ("HSCAN", key, 0, "COUNT", 64)
        case "zset":
            return ("ZSCAN", key, 0, "COUNT", 16)
        case "geo":
            return ("ZSCAN", key, 0, "COUNT", 16) if _checked(family.member) else None
        case "set":
            return ("SSCAN", key, 0, "COUNT", 16) if _checked(family.member) else None
        case "list":
            return ("LRANGE", key, 0, 15) if _checked(family.value) else None
        case "stream":
            return ("XREVRANGE", key, "+", "-", "COUNT", 4)
        case "string" | "counter":
            return ("GETRANGE", key, 0, 255) if _checked(family.value) else None
    return None


def _checked(part: Value | None) -> bool:
    return part is not None and value_regex(part.form) is not None
