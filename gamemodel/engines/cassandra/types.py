"""Logical type <-> CQL type as one table with ranges, and the server's own spelling of any CQL type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gamemodel.engines.cassandra.dialect.cql import quote, unquote
from gamemodel.model import Type

_NATIVE_WORDS = (
    "ascii bigint blob boolean counter date decimal double duration float inet int smallint text time timestamp "
    "timeuuid tinyint uuid varint"
)
NATIVE: Final = frozenset(_NATIVE_WORDS.split())
ALIASES: Final = {"varchar": "text"}

SCALARS: Final[dict[str, str]] = {
    "bool": "boolean",
    "int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint",
    # There is no unsigned type: the next wider one holds every value.
    "uint8": "smallint", "uint16": "int", "uint32": "bigint", "uint64": "varint",
    "float32": "float", "float64": "double", "decimal": "decimal",
    "string": "text", "text": "text", "bytes": "blob", "blob": "blob",
    "uuid": "uuid", "timeuuid": "timeuuid",
    "timestamp": "timestamp", "date": "date", "time": "time", "duration": "bigint",
    "inet": "inet", "json": "text", "enum": "tinyint", "region": "text", "counter": "counter",
}  # fmt: skip
"""CQL type of each scalar kind."""

SIZES: Final[dict[str, int]] = {
    "boolean": 1, "tinyint": 1, "smallint": 2, "int": 4, "bigint": 8, "varint": 9, "float": 4, "double": 8, "decimal": 12,
    "uuid": 16, "timeuuid": 16, "timestamp": 8, "date": 4, "time": 8, "inet": 16, "counter": 12, "duration": 9,
}  # fmt: skip
"""Bytes of a value, for estimates; text and blobs come from the model."""

INTEGER_RANGES: Final[dict[str, tuple[int, int]]] = {
    "tinyint": (-(2**7), 2**7 - 1), "smallint": (-(2**15), 2**15 - 1), "int": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1),
}  # fmt: skip

# What may hold every value of a CQL type, besides itself: `types:` may widen, never narrow.
WIDER: Final[dict[str, frozenset[str]]] = {
    "tinyint": frozenset({"smallint", "int", "bigint", "varint", "text"}),
    "smallint": frozenset({"int", "bigint", "varint", "text"}),
    "int": frozenset({"bigint", "varint", "text"}),
    "bigint": frozenset({"varint", "text"}),
    "varint": frozenset({"text"}),
    "float": frozenset({"double"}),
    "text": frozenset({"blob"}),
    "timeuuid": frozenset({"uuid", "text", "blob"}),
    "uuid": frozenset({"text", "blob"}),
    "inet": frozenset({"text"}),
    "decimal": frozenset({"text"}),
    "boolean": frozenset({"tinyint", "int", "text"}),
    "timestamp": frozenset({"bigint"}),
    "date": frozenset({"timestamp", "text"}),
}


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
    """The text is no CQL type; the message says where it stops being one."""


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
def normal(text: str) -> str:
    """The type as `system_schema.columns` spells it: tuples frozen, everything inside a frozen or nested type frozen.

    Measured on Cassandra 5.0.9. Raises NotAType.
    """
    return str(_normal(parse(text), nested=False))


def _normal(tree: Cql, *, nested: bool) -> Cql:
    inner = tree.inner
    inside_frozen = tree.frozen or nested
    if inner.name == "tuple":
        return Cql("frozen", (Cql("tuple", tuple(_normal(arg, nested=True) for arg in inner.args)),))
    if inner.name == "vector":
        return Cql("vector", tuple(_normal(arg, nested=True) for arg in inner.args), inner.size)
    if inner.collection:
        made = Cql(inner.name, tuple(_normal(arg, nested=True) for arg in inner.args))
        return Cql("frozen", (made,)) if inside_frozen else made
    if inner.name in NATIVE:
        return inner
    return Cql("frozen", (inner,)) if inside_frozen else inner


@lru_cache(4096)
def frozen(text: str) -> str:
    """The type as a key column or a collection's element has it."""
    return str(_normal(Cql("frozen", (parse(text),)), nested=False))


@lru_cache(4096)
def cql_type(type_: Type) -> str:
    """The CQL type of a logical type, in normal form. `parts` inside a collection become a user type of its name."""
    return str(_normal(_tree(type_), nested=False))


def _tree(type_: Type) -> Cql:
    match type_.kind:
        case "list" | "set" if type_.element is not None:
            return Cql(type_.kind, (_tree(type_.element),))
        case "map" if type_.key is not None and type_.element is not None:
            return Cql("map", (_tree(type_.key), _tree(type_.element)))
        case "vector" if type_.element is not None:
            return Cql("vector", (_tree(type_.element),), type_.length or 0)
        case "parts":
            return Cql(type_.name)
    return Cql(SCALARS[type_.kind])


def holds(cql: str, type_: Type) -> bool:
    """Whether a CQL type, as an override, holds every value of the logical type."""
    own = cql_type(type_)
    if cql == own:
        return True
    given, natural = parse(cql).inner, parse(own).inner
    if given.name in INTEGER_RANGES and natural.name in INTEGER_RANGES:
        return given.name in WIDER[natural.name]
    return given == natural or given.name in WIDER.get(natural.name, frozenset())


# Which type may come back under a dropped column's name, besides the same one. Measured on Cassandra 5.0.9.
_COMES_BACK: Final[dict[str, frozenset[str]]] = {
    "bigint": frozenset({"timestamp"}),
    "timestamp": frozenset({"bigint"}),
    "text": frozenset({"blob"}),
    "ascii": frozenset({"text", "blob"}),
    "varint": frozenset({"blob"}),
    "decimal": frozenset({"blob"}),
    "date": frozenset({"blob"}),
    "time": frozenset({"blob"}),
    "inet": frozenset({"blob"}),
    "duration": frozenset({"blob"}),
    "timeuuid": frozenset({"uuid"}),
}


def comes_back(old: str, new: str) -> bool:
    """Whether the server takes a dropped column's name back with type `new` where it was `old`."""
    if old == "counter" or parse(old).user_types():
        return False
    return new == old or new in _COMES_BACK.get(old, frozenset())
