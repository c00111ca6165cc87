"""Logical types and mapping types: the default representation, what else holds every value, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gamemodel.engines.opensearch.dialect.canonical import canonical
from gamemodel.engines.opensearch.flavours import Flavour
from gamemodel.engines.opensearch.schema import Field
from gamemodel.model.types import LIMITS, Type

DEFAULT: Final = {
    "bool": "boolean", "int8": "byte", "int16": "short", "int32": "integer", "int64": "long",
    "uint8": "short", "uint16": "integer", "uint32": "long", "uint64": "unsigned_long",
    "float32": "float", "float64": "double", "string": "keyword", "text": "text", "bytes": "binary", "blob": "binary",
    "uuid": "keyword", "timeuuid": "keyword", "timestamp": "date", "date": "date", "time": "keyword", "duration": "long",
    "inet": "ip", "enum": "keyword", "region": "keyword",
}  # fmt: skip
"""The mapping type of each simple logical kind. An enum is stored by its name."""

RANGES: Final = {
    "byte": LIMITS["int8"], "short": LIMITS["int16"], "integer": LIMITS["int32"], "long": LIMITS["int64"],
    "unsigned_long": LIMITS["uint64"], "double": (-(2**53), 2**53), "float": (-(2**24), 2**24), "half_float": (-(2**11), 2**11),
}  # fmt: skip
"""The integers that each numeric mapping type keeps exactly."""
EXACT: Final = frozenset({"keyword", "wildcard"})
ANALYSED: Final = frozenset({"text", "match_only_text", "search_as_you_type"})
NUMERIC: Final = frozenset({*RANGES, "scaled_float"})
ORDERED: Final = frozenset({*NUMERIC, "date", "date_nanos", "ip"})
_TEXTUAL: Final = EXACT | ANALYSED
_DECIMAL_DIGITS: Final = 15
"""The digits that a double keeps: scaled_float computes in one."""

_HOLDS: Final[dict[str, frozenset[str]]] = {
    "bool": frozenset({"boolean"}) | EXACT,
    "float32": frozenset({"float", "double"}),
    "float64": frozenset({"double"}),
    "string": _TEXTUAL, "text": _TEXTUAL, "uuid": _TEXTUAL, "timeuuid": _TEXTUAL, "region": _TEXTUAL, "time": EXACT,
    "bytes": frozenset({"binary"}), "blob": frozenset({"binary"}),
    "timestamp": frozenset({"date", "long"}) | EXACT, "date": frozenset({"date"}) | EXACT,
    "duration": frozenset({"long"}) | EXACT,
    "inet": frozenset({"ip"}) | EXACT,
    "enum": EXACT | {"byte", "short", "integer", "long"},
    "json": frozenset({"flat_object", "flattened", "object", "nested", "text", "keyword"}),
    "map": frozenset({"flat_object", "flattened", "object", "nested"}),
    "vector": frozenset({"knn_vector", "dense_vector"}),
}  # fmt: skip


def field_of(name: str, type_: Type, flavour: Flavour) -> Field | None:
    """The field that holds a logical type by default; None for a type that a search store lacks (counter)."""
    match type_.kind:
        case "decimal" if type_.precision <= _DECIMAL_DIGITS:
            return Field(name, "scaled_float", (("scaling_factor", canonical(10**type_.scale)),))
        case "decimal":
            return Field(name, "keyword")
        case "json" | "map":
            return Field(name, flavour.open_map)
        case "list" | "set" if type_.element is not None:
            return field_of(name, type_.element, flavour)
        case "parts":
            parts = [field_of(part, each, flavour) for part, each in type_.parts]
            return Field(name, "nested", properties=tuple(sorted((p for p in parts if p), key=lambda p: p.name)))
        case "vector":
            return Field(name, flavour.vector, (_dimensions(flavour, type_.length or 0),))
    default = DEFAULT.get(type_.kind)
    return Field(name, default) if default else None


def _dimensions(flavour: Flavour, length: int) -> tuple[str, str]:
    return ("dimension" if flavour.vector == "knn_vector" else "dims", canonical(length))


def loses(field: Field, type_: Type) -> str:
    """Why the field cannot hold every value of a logical type; empty where it can."""
    if type_.kind in ("list", "set") and type_.element is not None:
        return loses(field, type_.element)
    if type_.kind in LIMITS and type_.kind != "enum":
        low, high = LIMITS[type_.kind]
        if field.type in EXACT:
            return ""
        least, most = RANGES.get(field.type, (0, -1))
        return "" if least <= low and high <= most else f"{field.type} does not hold every {type_.kind}"
    if type_.kind == "decimal":
        return _decimal_loses(field, type_)
    if type_.kind == "parts" or (field.type in _HOLDS.get(type_.kind, frozenset())):
        return ""
    return f"{field.type} does not hold every {type_.kind}"


def _decimal_loses(field: Field, type_: Type) -> str:
    if field.type in EXACT:
        return ""
    if field.type != "scaled_float":
        return f"{field.type} does not hold {type_} exactly"
    factor = field.param("scaling_factor")
    if type_.precision > _DECIMAL_DIGITS:
        return f"scaled_float keeps {_DECIMAL_DIGITS} digits, {type_} has {type_.precision}"
    return "" if factor and float(factor) >= 10**type_.scale else f"scaling_factor {factor} drops digits of {type_}"


def logical(field: Field) -> Type | None:
    """The logical type of a live field, for a model made from a server; None where there is none."""
    if field.type == "scaled_float":
        factor = float(field.param("scaling_factor", "1"))
        scale = len(str(int(factor))) - 1
        return Type("decimal", precision=_DECIMAL_DIGITS, scale=scale) if factor == 10**scale else None
    if field.type == "keyword":
        return Type("string", length=int(field.param("ignore_above", "256")))
    kinds = {
        "boolean": "bool", "byte": "int8", "short": "int16", "integer": "int32", "long": "int64", "unsigned_long": "uint64",
        "float": "float32", "double": "float64", "text": "text", "binary": "blob", "date": "timestamp", "ip": "inet",
        "flat_object": "json", "flattened": "json", "object": "json",
    }  # fmt: skip
    if field.type in ("knn_vector", "dense_vector"):
        length = field.param("dimension") or field.param("dims")
        return Type("vector", length=int(length), element=Type("float32")) if length else None
    return Type(kinds[field.type]) if field.type in kinds else None


def overridden(default: Field, type_: str, params: tuple[tuple[str, str], ...], parts: tuple[Field, ...]) -> Field:
    """`default` with another type or more parameters; another type keeps none of the default's parameters."""
    base = default if type_ in ("", default.type) else Field(default.name, type_)
    merged = {**dict(base.params), **dict(params)}
    return replace(base, params=tuple(sorted(merged.items())), fields=parts)
