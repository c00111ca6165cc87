"""Checks each family by itself: what its type needs, a complete key, an exact score, and readers and writers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes, types
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.compile.families import written_fields

_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "string": (), "counter": (), "bitmap": (), "hyperloglog": (),
    "hash": ("fields",), "stream": ("fields",), "list": ("value",), "set": ("member",), "geo": ("member",), "zset": ("member", "score"),
}  # fmt: skip
_TAKES: Final[dict[str, tuple[str, ...]]] = {"string": ("value", "fields"), "counter": ("value",)}


def prove(family: DeclaredFamily) -> Iterator[Diagnostic]:
    """Findings about one family."""
    yield from _parts(family)
    yield from _score(family)
    yield from _key(family)
    declared = family.declared
    if declared.version < 1:
        yield family.at(codes.BAD_KEY, "a version is 1 or more")
    if not declared.readers:
        yield family.at(codes.NOBODY, "nobody reads it", "write readers: [role]")
    if not declared.writers and declared.fill != "read-through":
        yield family.at(codes.NOBODY, "nobody writes it", "write writers: [role], or fill: read-through")


def _parts(family: DeclaredFamily) -> Iterator[Diagnostic]:
    declared = family.declared
    given = {name for name in ("fields", "member", "score", "value") if getattr(declared, name)}
    needed = _NEEDS[declared.type_]
    takes = {*needed, *_TAKES.get(declared.type_, ())}
    for name in needed:
        if name not in given:
            yield family.at(codes.SHAPE, f"a {declared.type_} needs {name}", f"write {name}: …")
    for name in sorted(given - takes):
        other = f"; it takes {', '.join(sorted(takes))}" if takes else ""
        yield family.at(codes.SHAPE, f"a {declared.type_} has no {name}{other}")
    if {"value", "fields"} <= given and declared.type_ == "string":
        yield family.at(codes.SHAPE, "a string holds one value or several fields as JSON, not both", "leave one out")
    if declared.type_ == "counter" and declared.value:
        type_ = family.entity.field(declared.value).type
        if not type_.is_integer and type_.kind != "counter":
            yield family.at(codes.SHAPE, f"a counter holds a whole number; {declared.value} is {type_}")


def _score(family: DeclaredFamily) -> Iterator[Diagnostic]:
    name = family.declared.score
    if not name or family.declared.type_ != "zset":
        return
    type_ = family.entity.field(name).type
    if types.form(type_) not in types.NUMERIC:
        yield family.at(
            codes.SHAPE, f"the score {name} is {type_}, which is not a number", "take a numeric field or a timestamp"
        )
    elif type_.kind not in types.EXACT_SCORES and not (type_.kind == "decimal" and type_.precision <= 15):
        yield family.at(codes.SCORE, f"the score {name} is {type_}; a score is a double, exact up to 2^53")


def _key(family: DeclaredFamily) -> Iterator[Diagnostic]:
    for name in written_fields(family.declared.key):
        field = family.entity.field(name)
        if not field.required:
            yield family.at(
                codes.BAD_KEY,
                f"<{name}> may be absent, and a key is always complete",
                f"make {name} required, or use another field",
            )
        elif field.type.is_collection or field.type.kind in ("json", "blob", "vector", "parts"):
            yield family.at(codes.BAD_KEY, f"<{name}> is {field.type}, which cannot be part of a key")
    tag = family.compiled.pattern.tag
    if tag is not None and all(isinstance(part, str) for part in tag):
        yield family.at(
            codes.CONSTANT_TAG,
            f"the hash tag {{{''.join(map(str, tag))}}} is the same in every key: all of them lie on one node",
            "put a placeholder into the braces, or leave them out",
        )
