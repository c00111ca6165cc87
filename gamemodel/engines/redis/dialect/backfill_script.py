"""Data steps as one Lua script for redis-cli. gamemodel itself runs them in batches (server/backfill.py)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gamemodel.engines.redis.dialect.patterns import Pattern, parse
from gamemodel.engines.redis.dialect.quoting import line, split
from gamemodel.step import Backfill

_WHERE: Final = re.compile(r"TYPE ([a-z]+)(?: PTTL (?:>(\d+)|(set)))?")
_RANGE: Final = re.compile(r"\$\{(\d+)\.\.(\d+)\}")
RANDOM: Final = "${random}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A Backfill, read: the keys of `pattern` that have `type` and, where given, no TTL up to `above` ms (or `with_ttl`) get `words`.

    `words` are the arguments of a command, `${key}` and `${random}` among them; `low`..`high` is drawn from for each key.
    """

    pattern: Pattern
    type: str
    above: int | None
    with_ttl: bool
    words: tuple[str, ...]
    low: int = 0
    high: int = 0


def read(step: Backfill) -> Visit:
    """The words of a Backfill. Raises ValueError where they are not of this engine's grammar."""
    found = _WHERE.fullmatch(step.rows)
    if not found or len(step.key) != 1 or "${key}" not in step.text:
        raise ValueError(
            f"a data step needs one key pattern, rows such as 'TYPE hash PTTL >900000', and ${{key}} in its command: {step.text}"
        )
    drawn = _RANGE.search(step.text)
    words = split(_RANGE.sub(lambda _: RANDOM, step.text))
    low, high = (int(drawn[1]), int(drawn[2])) if drawn else (0, 0)
    return Visit(parse(step.key[0]), found[1], int(found[2]) if found[2] else None, bool(found[3]), words, low, high)


def script_line(step: Backfill) -> str:
    """One EVAL that visits every key of this node, as a line for redis-cli."""
    visit = read(step)
    test = f"redis.call('TYPE',k).ok=='{visit.type}'"
    if visit.above is not None:
        test += f" and (redis.call('PTTL',k)==-1 or redis.call('PTTL',k)>{visit.above})"
    if visit.with_ttl:
        test += " and redis.call('PTTL',k)>=0"
    arguments = ",".join(_lua(word, visit) for word in visit.words)
    script = (
        f"local c,n='0',0 repeat local r=redis.call('SCAN',c,'MATCH','{visit.pattern.glob}','COUNT',1000) c=r[1] "
        f"for _,k in ipairs(r[2]) do if string.find(k,'{visit.pattern.lua}') and {test} then redis.call({arguments}) n=n+1 end end "
        "until c=='0' return n"
    )
    return line("EVAL", script, "0")


def _lua(word: str, visit: Visit) -> str:
    if word == "${key}":
        return "k"
    if word == RANDOM:
        return f"math.random({visit.low},{visit.high})"
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"
