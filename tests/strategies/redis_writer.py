"""What a correct writer sends for one key of a family, as plain commands: for tests, tools and people who write a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gamemodel.engines.redis.schema import Family

Command = tuple[str, ...]

EXAMPLES: Final[dict[str, Callable[[int], str]]] = {
    "text": lambda n: f"va:lue {{{n}}}%",
    "bytes": lambda n: f"bytes-{n}",
    "json": lambda n: f'{{"n":{n}}}',
    "flag": lambda n: str(n % 2),
    "unsigned": str,
    "integer": lambda n: str(-n if n % 2 else n),
    "number": lambda n: f"{n}.5",
    "uuid": lambda n: f"{n:08x}-0000-4000-8000-{n:012x}",
    "date": lambda n: f"{2000 + n % 8000:04d}-01-31",
    "year": lambda n: f"{2000 + n % 8000:04d}",
    "month": lambda n: f"{2000 + n % 8000:04d}-12",
    "week": lambda n: f"{2000 + n % 8000:04d}-W07",
    "day": lambda n: f"{2000 + n % 8000:04d}-02-28",
    "hour": lambda n: f"{2000 + n % 8000:04d}-02-28T23",
}
"""Form -> the n-th value in that form."""


def example_key(family: Family, n: int) -> str:
    """The n-th example key of a family; n < 8000 gives different keys."""
    return family.pattern.key({part.name: EXAMPLES[part.form](n) for part in family.pattern.placeholders})


def example_values(family: Family, n: int) -> dict[str, str]:
    """Values for every field, member, score and value of a family, by name."""
    parts = [*family.fields, *(part for part in (family.member, family.value) if part)]
    found = {part.name: EXAMPLES[part.form](n) for part in parts}
    if family.score is not None:
        found[family.score.name] = str(n)
    return found


def write(family: Family, key: str, values: Mapping[str, str], ttl_ms: int | None = None) -> tuple[Command, ...]:
    """The commands that write one key. `ttl_ms` is drawn by the caller from family.ttl_range_ms; the shortest one without it."""
    fields = tuple(word for part in family.fields if part.name in values for word in (part.name, values[part.name]))
    member = values[family.member.name] if family.member else ""
    value = values[family.value.name] if family.value else "0"
    score = values[family.score.name] if family.score else "0"
    command: Command
    match family.kind:
        case "string" | "counter":
            command = ("SET", key, value)
        case "bitmap":
            command = ("SETBIT", key, "7", "1")
        case "hyperloglog":
            command = ("PFADD", key, value)
        case "hash":
            command = ("HSET", key, *fields)
        case "list":
            command = ("RPUSH", key, value)
        case "set":
            command = ("SADD", key, member)
        case "zset":
            command = ("ZADD", key, score, member)
        case "geo":
            command = ("GEOADD", key, "13.36", "38.11", member)
        case "stream":
            command = ("XADD", key, "*", *fields)
    bounds = family.ttl_range_ms
    if bounds is None:
        return (command,)
    return (command, ("PEXPIRE", key, str(bounds[0] if ttl_ms is None else ttl_ms)))
