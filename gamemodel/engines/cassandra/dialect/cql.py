"""CQL as text: quoting, tokens, the statements of a file, map literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_RESERVED_WORDS = (
    "add allow alter and apply asc authorize batch begin by columnfamily create default delete desc describe drop "
    "entries execute from full grant if in index infinity insert into is keyspace limit materialized mbean mbeans "
    "modify nan norecursive not null of on or order primary rename replace revoke schema select set table to token "
    "truncate unlogged unset update use using view where with"
)
RESERVED: Final = frozenset(_RESERVED_WORDS.split())
"""Words that Cassandra 5.0 takes as a name only in double quotes."""

_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<comment>--[^\n]*|//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>'(?:[^']|'')*'|\$\$.*?\$\$)"
    r'|(?P<name>"(?:[^"]|"")*")'
    r"|(?P<uuid>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z_]))"
    r"|(?P<word>[A-Za-z0-9_]+)"
    r"|(?P<mark>\$\{\w+\}|.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """A piece of CQL: its kind (`word`, `name`, `string`, `number`, `uuid`, `mark`, `comment`, `space`), text and offset."""

    kind: str
    text: str
    at: int


def quote(name: str) -> str:
    """The identifier as CQL writes it: plain where it can be, otherwise in double quotes."""
    if _PLAIN.fullmatch(name) and name not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def unquote(name: str) -> str:
    """The name that an identifier in CQL text means: unquoted ones fold to lower case."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def literal(text: str) -> str:
    """The text as a CQL string."""
    return "'" + text.replace("'", "''") + "'"


def qualified(keyspace: str, name: str) -> str:
    return f"{quote(keyspace)}.{quote(name)}"


def map_literal(pairs: tuple[tuple[str, str], ...]) -> str:
    """`{'class': 'SizeTieredCompactionStrategy', 'max_threshold': '32'}`: `class` first, the rest by name."""
    ordered = sorted(pairs, key=lambda pair: (pair[0] != "class", pair[0]))
    return "{" + ", ".join(f"{literal(key)}: {literal(value)}" for key, value in ordered) + "}"


def tokens(text: str) -> Iterator[Token]:
    """Every token of `text`, white space and comments included; joined, their texts are `text` again."""
    for match in _TOKEN.finditer(text):
        yield Token(str(match.lastgroup), match.group(), match.start())


def significant(text: str) -> tuple[Token, ...]:
    """The tokens of `text` without white space and comments."""
    return tuple(token for token in tokens(text) if token.kind not in ("space", "comment"))


def statements(text: str) -> tuple[tuple[int, str], ...]:
    """The statements of a file as (offset of the first token, text without its semicolon).

    A semicolon ends a statement unless it stands in a string, a quoted name, a comment or within BEGIN … APPLY BATCH.
    """
    found: list[tuple[int, str]] = []
    start = end = -1
    batch = False
    words: list[str] = []
    for token in tokens(text):
        if token.kind in ("space", "comment"):
            continue
        if token.text == ";" and not batch:
            if start >= 0:
                found.append((start, text[start:end]))
            start, words = -1, []
            continue
        start = token.at if start < 0 else start
        end = token.at + len(token.text)
        words = [*words[-1:], token.text.upper()] if token.kind == "word" else []
        if words == ["BEGIN", "BATCH"] or (words[-1:] == ["BATCH"] and text[start : start + 5].upper() == "BEGIN"):
            batch = words[0] != "APPLY"
    if start >= 0:
        found.append((start, text[start:end]))
    return tuple(found)
