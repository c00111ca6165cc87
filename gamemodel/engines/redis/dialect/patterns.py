"""Key patterns such as `game:user:<name>:profile`: reading, matching, and the globs and keys that they make.

A placeholder is `<field>` (any text) or `<field:form>`; a pair of braces is Redis' hash tag: only what is within it
decides the slot. Values are escaped, so that `:`, `{` and `}` in a key always come from the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gamemodel.engines.redis.dialect.formats import FORMATS, PERIODS, Atom

LITERAL: Final = re.compile(r"[A-Za-z0-9_.:/@#+=~!{}-]*")
"""What may stand between placeholders: nothing that a glob, a shell or an ACL rule reads as something else."""
_PART: Final = re.compile(r"<([a-z][a-z0-9_]*)(?::([a-z]+))?>")
_ESCAPES: Final = {"%": "%25", ":": "%3A", "{": "%7B", "}": "%7D"}


class PatternError(ValueError):
    """The text is not a key pattern; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value inside a key: which field it comes from and how it is written."""

    field: str
    form: str = "text"

    def __str__(self) -> str:
        return f"<{self.field}>" if self.form == "text" else f"<{self.field}:{self.form}>"

    @property
    def name(self) -> str:
        """What a writer calls its value: the field, or `month(field)` for a time bucket."""
        return f"{self.form}({self.field})" if self.form in PERIODS else self.field


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal texts and placeholders, in order."""

    parts: tuple[str | Placeholder, ...]

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    @property
    def glob(self) -> str:
        """The pattern as SCAN and ACL rules read it. `*` also takes `:`, so it reaches further than the pattern itself."""
        return "".join("*" if isinstance(part, Placeholder) else part for part in self.parts)

    @property
    def atoms(self) -> tuple[Atom, ...]:
        found: list[Atom] = []
        for part in self.parts:
            found += FORMATS[part.form] if isinstance(part, Placeholder) else (Atom(c) for c in part)
        return tuple(found)

    @property
    def regex(self) -> str:
        """What matches a whole key of this pattern (str, or bytes after encoding); has no groups."""
        return "".join(
            "".join(atom.regex for atom in FORMATS[part.form]) if isinstance(part, Placeholder) else re.escape(part)
            for part in self.parts
        )

    @property
    def lua(self) -> str:
        """The same as an anchored Lua pattern."""
        return (
            "^"
            + "".join(
                "".join(atom.lua for atom in FORMATS[part.form])
                if isinstance(part, Placeholder)
                else re.sub(r"([^A-Za-z0-9])", r"%\1", part)
                for part in self.parts
            )
            + "$"
        )

    @property
    def tag(self) -> tuple[str | Placeholder, ...] | None:
        """What is inside the hash tag, or None where the whole key decides the slot."""
        return _tag(self.parts)

    def key(self, values: Mapping[str, str]) -> str:
        """The key for `values` by placeholder name, in their written form. Raises KeyError, and ValueError for an empty value."""
        return "".join(part if isinstance(part, str) else escape(values[part.name]) for part in self.parts)


def escape(value: str) -> str:
    """A value as it is written in a key: `a:b` -> `a%3Ab`. Raises ValueError for an empty one, which would be ambiguous."""
    if not value:
        raise ValueError("a value inside a key is never empty")
    return "".join(_ESCAPES.get(c, c) for c in value)


@lru_cache(4096)
def parse(text: str) -> Pattern:
    """`game:sess:<id:uuid>` as a Pattern. Raises PatternError."""
    parts: list[str | Placeholder] = []
    at = 0
    for found in _PART.finditer(text):
        _literal(text, at, found.start(), parts)
        form = found[2] or "text"
        if form not in FORMATS:
            raise PatternError(f"unknown form '{form}' in {found[0]}; known are {', '.join(sorted(FORMATS))}")
        if parts and isinstance(parts[-1], Placeholder):
            raise PatternError(
                f"{parts[-1]}{found[0]}: two values need a character between them, or they cannot be told apart"
            )
        parts.append(Placeholder(found[1], form))
        at = found.end()
    _literal(text, at, len(text), parts)
    if not parts:
        raise PatternError("a key pattern is never empty")
    names = [part.name for part in parts if isinstance(part, Placeholder)]
    for name in names:
        if names.count(name) > 1:
            raise PatternError(f"<{name}> is there twice; once is enough")
    _braces(text)
    return Pattern(tuple(parts))


def _literal(text: str, start: int, end: int, parts: list[str | Placeholder]) -> None:
    literal = text[start:end]
    if not LITERAL.fullmatch(literal):
        bad = next(c for c in literal if not LITERAL.fullmatch(c))
        hint = "; a placeholder is <field>, <field:form> or <month(field)>" if bad in "<>" else ""
        raise PatternError(f"'{bad}' cannot stand in a key pattern{hint}")
    if literal:
        parts.append(literal)


def _braces(text: str) -> None:
    opened, closed = text.find("{"), text.find("}")
    if text.count("{") > 1 or text.count("}") > 1 or (opened < 0) != (closed < 0) or closed < opened:
        raise PatternError("a key has at most one hash tag: { before }, once each")
    if opened >= 0 and closed == opened + 1:
        raise PatternError("an empty hash tag {} tags nothing")


def _tag(parts: tuple[str | Placeholder, ...]) -> tuple[str | Placeholder, ...] | None:
    inside: list[str | Placeholder] = []
    within = False
    for part in parts:
        if isinstance(part, Placeholder):
            if within:
                inside.append(part)
            continue
        text = part
        if not within and "{" in text:
            within, text = True, text.partition("{")[2]
        if within:
            before, brace, _ = text.partition("}")
            if before:
                inside.append(before)
            if brace:
                return tuple(inside)
    return None
