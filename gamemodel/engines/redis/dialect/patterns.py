"""Key patterns: `game:user:<name>:profile`, read into parts, matched, turned into globs, and proven apart; what they mean is left to schema.py.

A placeholder is `<field>` (any text) or `<field:form>`; a pair of braces is Redis' hash tag: only what is within it
decides the slot. Values are escaped, so that `:`, `{` and `}` in a key always come from the pattern.
"""

from __future__ import annotations

import re
from collections import deque
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
    """The text is no key pattern; the message says where and why."""


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
        """What stands within the hash tag, or None where the whole key decides the slot."""
        return _tag(self.parts)

    def key(self, values: Mapping[str, str]) -> str:
        """The key for `values` by placeholder name, in their written form. Raises KeyError, and ValueError for an empty value."""
        return "".join(part if isinstance(part, str) else escape(values[part.name]) for part in self.parts)


def escape(value: str) -> str:
    """A value as it stands in a key: `a:b` -> `a%3Ab`. Raises ValueError for an empty one, which would be ambiguous."""
    if not value:
        raise ValueError("a value inside a key is never empty")
    return "".join(_ESCAPES.get(c, c) for c in value)


def unescape(text: str) -> str:
    """The value that escape() made `text` from."""
    return re.sub(r"%(25|3A|7B|7D)", lambda found: chr(int(found[1], 16)), text)


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
                f"{parts[-1]}{found[0]}: two values need a sign between them, or they cannot be told apart"
            )
        parts.append(Placeholder(found[1], form))
        at = found.end()
    _literal(text, at, len(text), parts)
    if not parts:
        raise PatternError("a key pattern is never empty")
    names = [part.name for part in parts if isinstance(part, Placeholder)]
    for name in names:
        if names.count(name) > 1:
            raise PatternError(f"<{name}> stands twice; once is enough")
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


# Whether two patterns share a key: both become automata over character classes and the product is searched.


@dataclass(frozen=True, slots=True)
class _Item:
    chars: frozenset[str]
    negated: bool
    optional: bool = False
    loop: bool = False

    def shared(self, other: _Item) -> str | None:
        """A character that both take, or None."""
        if not self.negated and not other.negated:
            both = self.chars & other.chars
            return min(both) if both else None
        if self.negated and other.negated:
            return next(c for c in "abcdefghij" if c not in self.chars and c not in other.chars)
        positive, negative = (self, other) if other.negated else (other, self)
        left = positive.chars - negative.chars
        return min(left) if left else None


def _items(atoms: tuple[Atom, ...]) -> tuple[_Item, ...]:
    items: list[_Item] = []
    for atom in atoms:
        chars = frozenset(atom.chars)
        items += [_Item(chars, atom.negated)] * atom.least
        if atom.most is None:
            last = items.pop() if atom.least else _Item(chars, atom.negated, optional=True)
            items.append(_Item(chars, atom.negated, last.optional, loop=True))
        else:
            items += [_Item(chars, atom.negated, optional=True)] * (atom.most - atom.least)
    return tuple(items)


def glob_atoms(glob: str) -> tuple[Atom, ...]:
    """A glob of literals and `*` (as Pattern.glob makes it) as atoms: `*` takes any characters, `:` too, or none."""
    return tuple(Atom("", negated=True, least=0, most=None) if c == "*" else Atom(c) for c in glob)


def shared_key(a: tuple[Atom, ...], b: tuple[Atom, ...]) -> str | None:
    """A shortest key that both atom sequences match, or None when there is none. Exact, not a heuristic."""
    if not _near(a, b):
        return None
    left, right = _items(a), _items(b)
    queue: deque[tuple[int, int, str]] = deque([(0, 0, "")])
    seen = {(0, 0)}
    while queue:
        i, j, word = queue.popleft()
        if i == len(left) and j == len(right):
            return word
        for state in _moves(left, right, i, j):
            if state[:2] not in seen:
                seen.add(state[:2])
                if state[2]:
                    queue.append((state[0], state[1], word + state[2]))
                else:
                    queue.appendleft((state[0], state[1], word))
    return None


def _moves(left: tuple[_Item, ...], right: tuple[_Item, ...], i: int, j: int) -> list[tuple[int, int, str]]:
    found = []
    if i < len(left) and left[i].optional:
        found.append((i + 1, j, ""))
    if j < len(right) and right[j].optional:
        found.append((i, j + 1, ""))
    if i < len(left) and j < len(right):
        sign = left[i].shared(right[j])
        if sign is not None:
            ends = [(i + 1, j + 1)]
            ends += [(i, j + 1)] if left[i].loop else []
            ends += [(i + 1, j)] if right[j].loop else []
            ends += [(i, j)] if left[i].loop and right[j].loop else []
            found += [(x, y, sign) for x, y in ends]
    return found


def _near(a: tuple[Atom, ...], b: tuple[Atom, ...]) -> bool:
    """False when the literal beginnings already differ, which settles most pairs of a large model."""
    for x, y in zip(a, b, strict=False):
        if x.negated or y.negated or (x.least, x.most, y.least, y.most) != (1, 1, 1, 1):
            return True
        if not set(x.chars) & set(y.chars):
            return False
    return True


def overlap(a: Pattern, b: Pattern) -> str | None:
    """A key that belongs to both patterns, or None."""
    return shared_key(a.atoms, b.atoms)


def reached(glob: str, pattern: Pattern) -> str | None:
    """A key of `pattern` that the glob takes as well, or None."""
    return shared_key(glob_atoms(glob), pattern.atoms)
