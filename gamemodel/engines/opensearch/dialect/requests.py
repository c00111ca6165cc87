"""Requests in the form of the Dev Tools console."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gamemodel.step import Statement

METHODS: Final = ("GET", "PUT", "POST", "DELETE", "HEAD")
_WIDTH: Final = 110
_PLACEHOLDER: Final = re.compile(r"\$\{(replicas_[0-9]+)\}")
_QUOTED: Final = re.compile(r'"\$\{replicas_([0-9]+)\}"')


@dataclass(frozen=True, slots=True)
class Request:
    """One call: `path` without a leading slash, with its query string; `body` is parsed JSON or None."""

    method: str
    path: str
    body: Any = None

    @property
    def resource(self) -> str:
        """The path without its query string."""
        return self.path.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        pairs = (each.partition("=") for each in self.path.partition("?")[2].split("&") if each)
        return {key: value for key, _, value in pairs}


def text(method: str, path: str, body: Mapping[str, Any] | None = None) -> str:
    """The request in console form; one line, then the body indented by two."""
    line = f"{method} {path}"
    return line if body is None else f"{line}\n{pretty(body)}"


def pretty(value: Any, indent: str = "", key: str = "") -> str:
    """JSON with short values on one line, and a line for each field of a mapping."""
    leaf = not isinstance(value, dict | list) or not value
    if leaf or (indent and key != "properties" and _depth(value) < 3):
        flat = json.dumps(value, ensure_ascii=False)
        if leaf or len(indent) + len(flat) <= _WIDTH:
            return flat
    inner = indent + "  "
    if isinstance(value, list):
        lines = [f"{inner}{pretty(each, inner)}" for each in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    lines = [
        f"{inner}{json.dumps(name, ensure_ascii=False)}: {pretty(each, inner, name)}" for name, each in value.items()
    ]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def parse(console: str) -> Request:
    """The one request in a console text. Raises ValueError with what is wrong."""
    lines = [line for line in console.strip().splitlines() if not line.lstrip().startswith(("#", "//"))]
    if not lines:
        raise ValueError("there is no request")
    method, _, path = lines[0].strip().partition(" ")
    if method not in METHODS:
        raise ValueError(f"'{method}' is not a method; a request begins with {', '.join(METHODS)}")
    if not path.strip():
        raise ValueError(f"{method} names no path")
    rest = "\n".join(lines[1:]).strip()
    try:
        return Request(method, path.strip().removeprefix("/"), json.loads(rest) if rest else None)
    except json.JSONDecodeError as error:
        raise ValueError(f"the body of {lines[0].strip()} is not JSON: {error.msg}, line {error.lineno}") from None


def statement(
    subject: str,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    comment: str = "",
    *,
    destroys: bool = False,
) -> Statement:
    """A request as a step; replica counts in its body become placeholders of the step."""
    console = text(method, path, body)
    placeholders = tuple(sorted(set(_PLACEHOLDER.findall(console))))
    return Statement(subject, console, comment, destroys, placeholders)


def literal(console: str) -> tuple[str, bool]:
    """The text with its defaults in place of the placeholders, and whether there were any."""
    filled = _QUOTED.sub(r"\1", console)
    return filled, filled != console
