"""The grammar of types: `decimal(15,4)`, `map<string(32),int64>` and names from types.yaml -> Type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gamemodel.diagnostics import Code, Span, suggestion
from gamemodel.model.types import SCALARS, Type
from gamemodel.source import codes
from gamemodel.source.report import Report

_TOKEN: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|\d+|\.\.|[(),<>])")
_BARE: Final = frozenset(SCALARS) - {"decimal", "string", "bytes"}
_GENERIC: Final = ("list", "set", "map", "vector")
_NO_KEY: Final = ("float32", "float64", "json", "text", "blob", "counter", "duration")


class TypeProblem(Exception):
    """A text that is not a type: the code, the problem, and the fix if there is one."""

    def __init__(self, code: Code, message: str, help: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help


def parse_type(text: str, named: dict[str, Type]) -> Type:
    """The type that `text` writes; `named` are the types and enums of types.yaml. Raises TypeProblem."""
    found = _PLAIN.get(text) or named.get(text)
    return found if found is not None else _Parser(text, named).whole()


_PLAIN: Final = {kind: Type(kind) for kind in sorted(_BARE)}


@lru_cache(4096)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[str]:
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise TypeProblem(codes.BAD_TYPE, f"'{text}' is not a type: unexpected '{text[place:].strip()[:1]}'")
        yield found[1]
        place = found.end()


class _Parser:
    """Recursive descent over the tokens of one type."""

    __slots__ = ("depth", "named", "rest", "text")

    def __init__(self, text: str, named: dict[str, Type]) -> None:
        self.text, self.named = text, named
        self.rest = list(reversed(_tokens(text)))
        self.depth = 0

    def whole(self) -> Type:
        found = self.type()
        if self.rest:
            raise self.bad(f"unexpected '{self.rest[-1]}'")
        return found

    def bad(self, why: str, help: str = "") -> TypeProblem:
        return TypeProblem(codes.BAD_TYPE, f"'{self.text}' is not a type: {why}", help)

    def take(self) -> str:
        if not self.rest:
            raise self.bad("it ends too early")
        return self.rest.pop()

    def want(self, token: str) -> None:
        found = self.take()
        if found != token:
            raise self.bad(f"'{token}' expected, found '{found}'")

    def at(self, token: str) -> bool:
        if self.rest and self.rest[-1] == token:
            self.rest.pop()
            return True
        return False

    def number(self, low: int, high: int) -> int:
        found = self.take()
        if not found.isdecimal() or not low <= int(found) <= high:
            raise self.bad(f"a whole number from {low} to {high} expected, found '{found}'")
        return int(found)

    def type(self) -> Type:
        name = self.take()
        self.depth += 1
        if self.depth > 4:
            raise self.bad("nested more than four levels deep")
        if name in ("decimal", "string", "bytes", "text", *_GENERIC):
            found: Type = getattr(self, f"read_{name}")()
        elif name in _PLAIN:
            found = _PLAIN[name]
        elif name in self.named:
            found = self.named[name]
        else:
            known = (*SCALARS, *_GENERIC, *self.named)
            raise TypeProblem(codes.UNKNOWN_TYPE, f"unknown type '{name}'", suggestion(name, known))
        self.depth -= 1
        return found

    def read_decimal(self) -> Type:
        if not self.at("("):
            raise self.bad("digits and decimals are missing", 'write "decimal(15,4)", with the quotes inside braces')
        precision = self.number(1, 65)
        scale = self.number(0, min(precision, 30)) if self.at(",") else 0
        self.want(")")
        return Type("decimal", precision=precision, scale=scale)

    def read_string(self) -> Type:
        if not self.at("("):
            raise self.bad("the maximum length is missing", "write string(64); a long text without a limit is text")
        first = self.number(0, 2**31 - 1)
        least, most = (first, self.number(max(first, 1), 2**31 - 1)) if self.at("..") else (0, first)
        if not most:
            raise self.bad("a string needs at least one character")
        self.want(")")
        return Type("string", min_length=least, length=most)

    def read_bytes(self) -> Type:
        if not self.at("("):
            raise self.bad("the maximum length is missing", "write bytes(32); bytes without a limit are blob")
        return self.limited("bytes")

    def read_text(self) -> Type:
        return self.limited("text") if self.at("(") else _PLAIN["text"]

    def limited(self, kind: str) -> Type:
        length = self.number(1, 2**31 - 1)
        self.want(")")
        return Type(kind, length=length)

    def element(self) -> Type:
        found = self.type()
        if found.kind in ("counter", "parts"):
            raise self.bad(f"{found} cannot be an element of a collection")
        return found

    def read_list(self) -> Type:
        return self.collection("list")

    def read_set(self) -> Type:
        return self.collection("set")

    def collection(self, kind: str) -> Type:
        if not self.at("<"):
            raise self.bad("the element type is missing", f"write {kind}<string(32)>")
        element = self.element()
        self.want(">")
        return Type(kind, element=element)

    def read_map(self) -> Type:
        if not self.at("<"):
            raise self.bad(
                "key and value types are missing", 'write "map<string(32),int64>", with the quotes inside braces'
            )
        key = self.element()
        if key.kind in _NO_KEY or key.is_collection or key.kind == "vector":
            raise self.bad(f"{key} cannot be the key of a map")
        self.want(",")
        element = self.element()
        self.want(">")
        return Type("map", key=key, element=element)

    def read_vector(self) -> Type:
        if not self.at("("):
            raise self.bad("element type and dimensions are missing", 'write "vector(float32,384)"')
        if self.take() != "float32":
            raise self.bad("the elements of a vector are float32")
        self.want(",")
        length = self.number(1, 16_000)
        self.want(")")
        return Type("vector", element=_PLAIN["float32"], length=length)


def read_type(text: str, named: dict[str, Type], span: Span | None, report: Report) -> Type | None:
    """The type that `text` writes, or None with the reason in `report`."""
    try:
        return parse_type(text, named)
    except TypeProblem as problem:
        report.add(problem.code, problem.message, span, problem.help)
        return None
