"""Logical types and their ranges. How an engine stores them is in the engine's types.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gamemodel.diagnostics import Span

SCALARS: Final = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
    "decimal", "string", "text", "bytes", "blob", "uuid", "timeuuid", "timestamp", "date", "time", "duration",
    "inet", "json", "region", "counter",
)  # fmt: skip
"""Every scalar kind. The others are `enum`, `parts` (a named type of several columns), `list`, `set`, `map`, `vector`."""

LIMITS: Final[dict[str, tuple[int, int]]] = {
    "int8": (-(2**7), 2**7 - 1), "int16": (-(2**15), 2**15 - 1), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1), "uint16": (0, 2**16 - 1), "uint32": (0, 2**32 - 1), "uint64": (0, 2**64 - 1), "enum": (1, 127),
}  # fmt: skip
"""The inclusive range of each integer kind."""


@dataclass(frozen=True, slots=True)
class Type:
    """A logical type. Only the attributes that its `kind` has are set; the rest keep their defaults.

    string: `min_length`..`length` characters, `pattern`; text: `length` characters or None; bytes: `length` bytes;
    decimal: `precision`, `scale`; enum: `name` of the enum; parts: `name` of the named type and its `parts` by name;
    list, set: `element`; map: `key`, `element`; vector: `element` (float32), `length` dimensions.
    """

    kind: str
    min_length: int = 0
    length: int | None = None
    precision: int = 0
    scale: int = 0
    pattern: str = ""
    name: str = ""
    key: Type | None = None
    element: Type | None = None
    parts: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        match self.kind:
            case "decimal":
                return f"decimal({self.precision},{self.scale})"
            case "string":
                return f"string({self.min_length}..{self.length})" if self.min_length else f"string({self.length})"
            case "text" | "bytes" if self.length is not None:
                return f"{self.kind}({self.length})"
            case "enum" | "parts":
                return self.name
            case "list" | "set":
                return f"{self.kind}<{self.element}>"
            case "map":
                return f"map<{self.key},{self.element}>"
            case "vector":
                return f"vector({self.element},{self.length})"
        return self.kind

    @property
    def is_integer(self) -> bool:
        return self.kind in LIMITS and self.kind != "enum"

    @property
    def is_collection(self) -> bool:
        return self.kind in ("list", "set", "map")

    @property
    def is_time(self) -> bool:
        """Contains a time, so that `month(field)` and `range:` are allowed."""
        return self.kind in ("timestamp", "date", "timeuuid")


@dataclass(frozen=True, slots=True)
class NamedType:
    """A named type of types.yaml: `money: {parts: …}` or `handle: {is: string(3..32), pattern: …}`."""

    name: str
    type: Type
    doc: str = ""
    span: Span | None = None
