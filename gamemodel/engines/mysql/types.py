"""Logical types and MySQL types, and MySQL types in canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gamemodel.model import Type

PLAIN: Final[dict[str, str]] = {
    "bool": "tinyint(1)",
    "int8": "tinyint", "int16": "smallint", "int32": "int", "int64": "bigint",
    "uint8": "tinyint unsigned", "uint16": "smallint unsigned", "uint32": "int unsigned", "uint64": "bigint unsigned",
    "float32": "float", "float64": "double",
    "uuid": "binary(16)", "timeuuid": "binary(16)",
    "timestamp": "datetime(3)", "date": "date", "time": "time(6)", "duration": "bigint",
    "inet": "varbinary(16)", "json": "json", "enum": "tinyint", "region": "varchar(32)", "counter": "bigint",
    "blob": "longblob",
}  # fmt: skip
"""The types that need no length. timestamp is never MySQL's TIMESTAMP, which ends in 2038."""

INTEGERS: Final[dict[str, int]] = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
"""Bits of each integer type."""
TEXTS: Final[dict[str, int]] = {"tinytext": 2**8 - 1, "text": 2**16 - 1, "mediumtext": 2**24 - 1, "longtext": 2**32 - 1}
BLOBS: Final[dict[str, int]] = {"tinyblob": 2**8 - 1, "blob": 2**16 - 1, "mediumblob": 2**24 - 1, "longblob": 2**32 - 1}
"""Bytes that each type holds."""

_SYNONYMS: Final[dict[str, str]] = {
    "integer": "int", "int4": "int", "int8": "bigint", "int1": "tinyint", "int2": "smallint", "int3": "mediumint",
    "middleint": "mediumint", "dec": "decimal", "numeric": "decimal", "fixed": "decimal", "real": "double",
    "double precision": "double", "float8": "double", "float4": "float", "bool": "tinyint(1)", "boolean": "tinyint(1)",
    "character": "char", "character varying": "varchar", "long varchar": "mediumtext", "long varbinary": "mediumblob",
    "long": "mediumtext",
}  # fmt: skip
_LENGTHS: Final[dict[str, str]] = {"char": "1", "binary": "1", "bit": "1", "decimal": "10,0", "vector": "2048"}
_KNOWN: Final = frozenset(
    (*INTEGERS, *TEXTS, *BLOBS, "decimal", "float", "double", "bit", "char", "varchar", "binary", "varbinary", "date", "time",
     "datetime", "timestamp", "year", "json", "enum", "set", "vector", "geometry", "point", "linestring", "polygon",
     "multipoint", "multilinestring", "multipolygon", "geomcollection"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A MySQL type taken apart: `base` (varchar), `arguments` (("64",)), `unsigned`, `zerofill`."""

    base: str
    arguments: tuple[str, ...] = ()
    unsigned: bool = False
    zerofill: bool = False

    def __str__(self) -> str:
        text = f"{self.base}({','.join(self.arguments)})" if self.arguments else self.base
        return text + (" unsigned" if self.unsigned else "") + (" zerofill" if self.zerofill else "")

    @property
    def length(self) -> int:
        """The first argument as a number; 0 where there is none (fractional seconds, unlimited text)."""
        return int(self.arguments[0]) if self.arguments and self.arguments[0].isdigit() else 0

    @property
    def is_text(self) -> bool:
        """Has a character set."""
        return self.base in ("char", "varchar", "enum", "set") or self.base in TEXTS

    @property
    def is_lob(self) -> bool:
        """Stored beside the row: no literal default, and only a prefix of it in an index."""
        return self.base in TEXTS or self.base in BLOBS or self.base in ("json", "vector", "geometry")

    @property
    def is_integer(self) -> bool:
        return self.base in INTEGERS


@lru_cache(4096)
def parse(text: str) -> ColumnType:
    """A MySQL type in canonical form, taken apart. Raises ValueError for a type that MySQL does not have."""
    found = re.fullmatch(
        r"\s*([a-z][a-z0-9 ]*?)\s*(?:\((.*)\))?\s*((?:unsigned|signed|zerofill|\s)*)", text, re.I | re.S
    )
    if not found:
        raise ValueError(f"'{text}' is not a type of MySQL")
    base, inner, flags = found[1].lower(), found[2], found[3].lower()
    if inner is None:
        words = base.split()
        flags = " ".join(word for word in words if word in ("unsigned", "signed", "zerofill")) or flags
        base = " ".join(word for word in words if word not in ("unsigned", "signed", "zerofill"))
    base = _SYNONYMS.get(base, base)
    if base == "tinyint(1)":
        return ColumnType("tinyint", ("1",))
    if base == "geometrycollection":
        base = "geomcollection"
    if base not in _KNOWN:
        raise ValueError(f"'{text}' is not a type of MySQL")
    zerofill = "zerofill" in flags
    return ColumnType(base, _arguments(base, inner, zerofill), "unsigned" in flags or zerofill, zerofill)


def _arguments(base: str, inner: str | None, zerofill: bool) -> tuple[str, ...]:
    if base in ("enum", "set"):
        return tuple(re.findall(r"'(?:[^']|'')*'", inner or ""))
    if inner is None:
        inner = _LENGTHS.get(base)
        return tuple(inner.split(",")) if inner else ()
    parts = tuple(each.strip() for each in inner.split(","))
    if base in INTEGERS and not zerofill:
        return parts if base == "tinyint" and parts == ("1",) else ()
    if base in ("datetime", "time", "timestamp") and parts == ("0",):
        return ()
    if base == "decimal" and len(parts) == 1:
        return (*parts, "0")
    if base == "year":
        return ()
    if base == "float" and len(parts) == 1:
        return ()
    return parts


def canonical(text: str) -> str:
    """The type as information_schema prints it: `INTEGER UNSIGNED` -> `int unsigned`. Raises ValueError."""
    return str(parse(text))


def column_type(type_: Type) -> str:
    """The MySQL type of a logical type that is not a collection and has no parts.

    Text is sized by what n characters need in utf8mb4 (4 bytes each); without n it is mediumtext (16 MB).
    """
    match type_.kind:
        case "decimal":
            return f"decimal({type_.precision},{type_.scale})"
        case "string":
            return f"varchar({type_.length})"
        case "text":
            wanted = 4 * type_.length if type_.length is not None else TEXTS["mediumtext"]
            return next(name for name, room in TEXTS.items() if name != "tinytext" and wanted <= room)
        case "bytes":
            return _bytes_type(type_.length)
        case "vector":
            return f"vector({type_.length})"
        case "list" | "set" | "map":
            return "json"
    return PLAIN[type_.kind]


def _bytes_type(length: int | None) -> str:
    if length is not None and length <= 16_383:
        return f"varbinary({length})"
    wanted = length if length is not None else BLOBS["mediumblob"]
    return next(name for name, room in BLOBS.items() if name != "tinyblob" and wanted <= room)


def logical_kinds(mysql_type: str) -> tuple[str, ...]:
    """The logical kinds whose every value the MySQL type can hold: what a `types:` override is allowed for."""
    column = parse(mysql_type)
    if column.is_integer:
        bits, unsigned = INTEGERS[column.base], column.unsigned
        kinds = [f"uint{n}" for n in (8, 16, 32, 64) if n <= (bits if unsigned else bits - 1)]
        kinds += [f"int{n}" for n in (8, 16, 32, 64) if n <= bits and not unsigned]
        return (*kinds, "bool", "enum", *(("counter", "duration") if bits == 64 and not unsigned else ()))
    match column.base:
        case "char" | "varchar":
            return ("string", "text", "region", "uuid", "timeuuid", "inet")
        case "binary" | "varbinary":
            return ("bytes", "uuid", "timeuuid", "inet")
        case "decimal":
            return ("decimal", *(f"{sign}int{n}" for sign in ("", "u") for n in (8, 16, 32, 64)))
        case "double" | "float":
            return ("float32", *(("float64",) if column.base == "double" else ()))
        case "datetime":
            return ("timestamp", "date")
        case "time" | "date":
            return (column.base,)
        case "json":
            return ("json", "list", "set", "map", "vector")
        case "vector":
            return ("vector",)
    if column.base in TEXTS:
        return ("text", "string", "region", "json")
    return ("blob", "bytes") if column.base in BLOBS else ()
