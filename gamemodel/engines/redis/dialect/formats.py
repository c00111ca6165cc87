"""The formats in which a value is written in a key or as a value, as sequences of character classes: one table for regex, glob and proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DIGITS: Final = "0123456789"
HEX: Final = "0123456789abcdef"
_RANGES: Final = {DIGITS: "0-9", HEX: "0-9a-f"}
RESERVED: Final = ":{}"
"""What a value inside a key never contains: it is written as %3A, %7B, %7D (and % as %25)."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A character of `chars` (or, `negated`, any other one), `least` to `most` times (None: without end)."""

    chars: str
    negated: bool = False
    least: int = 1
    most: int | None = 1

    @property
    def regex(self) -> str:
        """This atom as a regular expression that is valid for str and, encoded, for UTF-8 bytes."""
        escaped = _RANGES.get(self.chars) or "".join("\\" + c if c in "\\]^-[" else c for c in self.chars)
        one = f"[{'^' if self.negated else ''}{escaped}]"
        if (self.least, self.most) == (1, 1):
            return one
        if self.most is None:
            return one + ("+" if self.least == 1 else "*" if self.least == 0 else f"{{{self.least},}}")
        return one + (f"{{{self.least}}}" if self.least == self.most else f"{{{self.least},{self.most}}}")

    @property
    def lua(self) -> str:
        """This atom as a Lua pattern; a range of repeats is widened to `+` or `*`, which Lua has."""
        escaped = _RANGES.get(self.chars) or "".join("%" + c if c in "%]^-[" else c for c in self.chars)
        one = f"[{'^' if self.negated else ''}{escaped}]"
        if self.most == self.least:
            return one * self.least
        if (self.least, self.most) == (0, 1):
            return one + "?"
        return one * max(self.least - 1, 0) + one + ("+" if self.least else "*")


def _digits(least: int, most: int | None = None) -> Atom:
    return Atom(DIGITS, least=least, most=most if most is not None else least)


def _text(word: str) -> tuple[Atom, ...]:
    return tuple(Atom(c) for c in word)


_DAY: Final = (_digits(4), Atom("-"), _digits(2), Atom("-"), _digits(2))
ANYTHING: Final = (Atom(RESERVED, negated=True, most=None),)

FORMATS: Final[dict[str, tuple[Atom, ...]]] = {
    "text": ANYTHING,
    "bytes": ANYTHING,
    "json": ANYTHING,
    "flag": (Atom("01"),),
    "unsigned": (_digits(1, 20),),
    "integer": (Atom("-", least=0), _digits(1, 20)),
    "number": (Atom(DIGITS + "+-.einfa", least=1, most=None),),
    "uuid": (Atom(HEX, least=8, most=8), *(a for _ in range(3) for a in (Atom("-"), Atom(HEX, least=4, most=4))),
             Atom("-"), Atom(HEX, least=12, most=12)),
    "date": _DAY,
    "year": (_digits(4),),
    "month": (_digits(4), Atom("-"), _digits(2)),
    "week": (_digits(4), *_text("-W"), _digits(2)),
    "day": _DAY,
    "hour": (*_DAY, Atom("T"), _digits(2)),
}  # fmt: skip
"""Name of a form -> how it is written. `text`, `bytes` and `json` hold anything, escaped where they stand in a key."""

FREE: Final = frozenset({"text", "bytes", "json"})
"""Forms whose values are not looked into."""

PERIODS: Final = ("year", "month", "week", "day", "hour")
"""Forms of a time bucket: `<month(started_at)>`."""

_INSIDE: Final[dict[str, tuple[str, ...]]] = {
    "flag": ("unsigned", "integer", "number"),
    "unsigned": ("integer", "number"),
    "integer": ("number",),
}


def widens(old: str, new: str) -> bool:
    """Whether every value written as `old` can be read as `new`, so that a change needs no rewriting."""
    return old == new or new == "text" or new in _INSIDE.get(old, ())


def value_regex(form: str) -> str | None:
    """What a value of that form looks like outside a key, or None where it may be anything."""
    return None if form in FREE else "".join(atom.regex for atom in FORMATS[form])
