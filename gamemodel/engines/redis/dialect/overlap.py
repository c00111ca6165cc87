"""Whether two key patterns share a key: both become automata over character classes, and their product is searched."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from gamemodel.engines.redis.dialect.formats import Atom
from gamemodel.engines.redis.dialect.patterns import Pattern


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
