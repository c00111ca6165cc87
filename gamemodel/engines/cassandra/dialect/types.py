"""CQL types: read as trees, and written as the server spells them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gamemodel.engines.cassandra.dialect.cql import quote, unquote

_NATIVE_WORDS = (
    "ascii bigint blob boolean counter date decimal double duration float inet int smallint text time timestamp "
    "timeuuid tinyint uuid varint"
)
NATIVE: Final = frozenset(_NATIVE_WORDS.split())
ALIASES: Final = {"varchar": "text"}


@dataclass(frozen=True, slots=True)
class Cql:
    """A CQL type as a tree: `map` with two arguments, `frozen` with one, `vector` with its dimension in `size`."""

    name: str
    args: tuple[Cql, ...] = ()
    size: int = 0

    def __str__(self) -> str:
        if self.name == "vector":
            return f"vector<{self.args[0]}, {self.size}>"
        if self.args:
            return f"{self.name}<{', '.join(map(str, self.args))}>"
        return self.name if self.name in NATIVE else quote(self.name)

    @property
    def frozen(self) -> bool:
        return self.name == "frozen"

    @property
    def inner(self) -> Cql:
        """What `frozen<…>` holds, or the type itself."""
        return self.args[0] if self.frozen else self

    @property
    def collection(self) -> bool:
        return self.inner.name in ("list", "set", "map")

    def user_types(self) -> tuple[str, ...]:
        """Names of the user types in it."""
        own = () if self.args or self.name in NATIVE else (self.name,)
        return (*own, *(name for arg in self.args for name in arg.user_types()))


class NotAType(ValueError):
    """The text is not a CQL type; the message gives the reason."""


_WORD = re.compile(r'\s*("(?:[^"]|"")*"|[A-Za-z0-9_]+|[<>,])')


_ARITY = {"list": 1, "set": 1, "map": 2, "frozen": 1}


@lru_cache(4096)
def parse(text: str) -> Cql:
    """The tree of a CQL type. Raises NotAType."""
    words = _WORD.findall(text)
    if "".join(words) != re.sub(r"\s+", "", text) or not words:
        raise NotAType(f"{text!r} is not a CQL type")
    tree, rest = _read(words, text)
    if rest:
        raise NotAType(f"{text!r}: nothing may follow {tree}")
    return tree


def _read(words: list[str], text: str) -> tuple[Cql, list[str]]:
    head, rest = words[0], words[1:]
    if head in "<>,":
        raise NotAType(f"{text!r}: a type is missing before '{head}'")
    name = unquote(head)
    name = ALIASES.get(name, name)
    if not rest or rest[0] != "<":
        if name in _ARITY or name in ("tuple", "vector"):
            raise NotAType(f"{text!r}: {name} needs its elements in < >")
        return Cql(name), rest
    args: list[Cql] = []
    size = 0
    while rest and rest[0] in "<,":
        if len(rest) < 2:
            raise NotAType(f"{text!r} ends too early")
        if name == "vector" and len(args) == 1:
            size, rest = _dimension(rest[1], text), rest[2:]
        else:
            arg, rest = _read(rest[1:], text)
            args.append(arg)
    if not rest or rest[0] != ">":
        raise NotAType(f"{text!r}: '>' is missing")
    _arity(name, args, size, text)
    return Cql(name, tuple(args), size), rest[1:]


def _dimension(word: str, text: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise NotAType(f"{text!r}: the dimension of a vector is a positive number")
    return int(word)


def _arity(name: str, args: list[Cql], size: int, text: str) -> None:
    if name == "vector":
        good = len(args) == 1 and size > 0
    else:
        good = name == "tuple" or _ARITY.get(name) == len(args)
    if not good:
        raise NotAType(f"{text!r}: {name} does not take these elements")


@lru_cache(4096)
def canonical(text: str) -> str:
    """The type as `system_schema.columns` spells it: tuples frozen, everything inside a frozen or nested type frozen.

    Measured on Cassandra 5.0.9. Raises NotAType.
    """
    return str(canonical_tree(parse(text)))


def canonical_tree(tree: Cql, *, nested: bool = False) -> Cql:
    inner = tree.inner
    inside_frozen = tree.frozen or nested
    if inner.name == "tuple":
        return Cql("frozen", (Cql("tuple", tuple(canonical_tree(arg, nested=True) for arg in inner.args)),))
    if inner.name == "vector":
        return Cql("vector", tuple(canonical_tree(arg, nested=True) for arg in inner.args), inner.size)
    if inner.collection:
        made = Cql(inner.name, tuple(canonical_tree(arg, nested=True) for arg in inner.args))
        return Cql("frozen", (made,)) if inside_frozen else made
    if inner.name in NATIVE:
        return inner
    return Cql("frozen", (inner,)) if inside_frozen else inner


@lru_cache(4096)
def frozen(text: str) -> str:
    """The type as a key column or a collection's element has it."""
    return str(canonical_tree(Cql("frozen", (parse(text),))))
