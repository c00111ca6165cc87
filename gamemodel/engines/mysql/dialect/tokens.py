"""Split SQL expressions into tokens."""

from __future__ import annotations

import re
from typing import Final

from gamemodel.engines.mysql.dialect import quoting

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*")
    |(?P<bits>[xXbB]'[0-9A-Fa-f]*'|0x[0-9A-Fa-f]+|0b[01]+)
    |(?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)
    |(?P<quoted>`(?:[^`]|``)*`)
    |(?P<word>[A-Za-z_$\u0080-\uffff][\w$]*)
    |(?P<operator>->>|->|<=>|<=|>=|<>|!=|<<|>>|&&|\|\||[-+*/%^&|~!=<>(),.])""",
    re.VERBOSE | re.DOTALL,
)


class ExpressionError(ValueError):
    """Not one balanced expression: the message says what stands where."""


Token = tuple[str, str]


def tokens(text: str) -> tuple[Token, ...]:
    """(kind, text) of each token. Raises ExpressionError for `;`, comments, variables and unclosed quotes."""
    for sign in ("--", "#", "/*"):
        if sign in _blanked(text):
            raise ExpressionError(f"a comment ({sign}) may not stand in an expression")
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.lastgroup is None:
            raise ExpressionError(f"{text[at]!r} at character {at + 1} may not stand in an expression")
        if match.lastgroup != "space":
            found.append((match.lastgroup, match.group()))
        at = match.end()
    return tuple(found)


def _blanked(text: str) -> str:
    return re.sub(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"|`[^`]*`", "''", text, flags=re.DOTALL)


def identifiers(text: str) -> frozenset[str]:
    """The names in an expression that may be columns: every identifier that no parenthesis follows."""
    items = tokens(text)
    found = set()
    for place, (kind, word) in enumerate(items):
        follows = items[place + 1][1] if place + 1 < len(items) else ""
        if kind == "quoted":
            found.add(word[1:-1].replace("``", "`"))
        elif kind == "word" and follows != "(" and word.upper() not in quoting.RESERVED:
            found.add(word)
    return frozenset(found)


def string_value(token: str) -> str:
    """The characters that a string literal stands for."""
    body = token[1:-1].replace(token[0] * 2, token[0])
    plain = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b", "%": "\\%", "_": "\\_"}
    return re.sub(r"\\(.)", lambda found: plain.get(found[1], found[1]), body, flags=re.DOTALL)
