"""Which CQL type stores each logical type, their sizes and ranges, and which type may replace which."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from gamemodel.engines.cassandra.dialect.types import Cql, canonical_tree, parse
from gamemodel.model import Type

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


@lru_cache(4096)
def cql_type(type_: Type) -> str:
    """The CQL type of a logical type, in canonical form. `parts` inside a collection become a user type of its name."""
    return str(canonical_tree(_tree(type_)))


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
    """Whether a dropped column of type `old` can be added again with type `new`."""
    if old == "counter" or parse(old).user_types():
        return False
    return new == old or new in _COMES_BACK.get(old, frozenset())
