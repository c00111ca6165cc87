"""Runs data steps: one command for each live key of a family, in batches along SCAN, resumable, on every primary."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from typing import Final

from gamemodel.engines.redis.dialect.backfill_script import RANDOM, Visit, read
from gamemodel.engines.redis.server.connection import is_error, pack
from gamemodel.engines.redis.server.nodes import Node, Nodes
from gamemodel.errors import ServerRefused, UsageError
from gamemodel.step import Backfill, Progress

REMEMBER_S: Final = 2.0
"""How often the cursor is handed out, and so written into the ledger."""
SYNC_MS: Final = 1000


def run(nodes: Nodes, step: Backfill, cursor: str | None) -> Iterator[Progress]:
    """Visit every key; a cursor is `address cursor`. Nodes before the one of the cursor are done. Raises ServerRefused."""
    visit = read(step)
    regex = re.compile(visit.pattern.regex.encode())
    at, _, begin = (cursor or "").partition(" ")
    primaries = sorted(nodes.primaries, key=lambda node: str(node.connection))
    if not primaries:
        raise UsageError("no primary is known, and keys are written on primaries only")
    done = 0
    reported = time.monotonic()
    for node in primaries:
        place = str(node.connection)
        if place < at:
            continue
        position = begin if place == at else "0"
        while True:
            position, keys = _page(node, visit, position, step.batch)
            done += _visit(node, visit, [key for key in keys if regex.fullmatch(key)])
            if position == "0":
                break
            if time.monotonic() - reported > REMEMBER_S:
                reported = time.monotonic()
                yield Progress(done, None, f"{place} {position}", f"{done} keys changed")
        _sync(nodes, node)
    yield Progress(done, done, None, f"{done} keys changed")


def _page(node: Node, visit: Visit, position: str, batch: int) -> tuple[str, list[bytes]]:
    command = pack("SCAN", position, "MATCH", visit.pattern.glob, "COUNT", batch, "TYPE", visit.type)
    reply = node.connection.replies([command])[0]
    if is_error(reply):
        raise ServerRefused(str(reply), f"SCAN {position} MATCH {visit.pattern.glob}")
    return reply[0].decode(), reply[1]


def _visit(node: Node, visit: Visit, keys: list[bytes]) -> int:
    """Send the command for the keys that need it; how many that were."""
    if visit.above is not None or visit.with_ttl:
        left = node.connection.replies([pack("PTTL", key) for key in keys])
        keys = [key for key, ttl in zip(keys, left, strict=True) if _needs(visit, ttl)]
    commands = [pack(*(_word(word, key, visit) for word in visit.words)) for key in keys]
    for key, reply in zip(keys, node.connection.replies(commands), strict=True):
        if is_error(reply):
            raise ServerRefused(str(reply), " ".join(visit.words).replace("${key}", key.decode("utf-8", "replace")))
    return len(keys)


def _needs(visit: Visit, ttl: int) -> bool:
    if visit.with_ttl:
        return ttl >= 0
    return ttl == -1 or (visit.above is not None and ttl > visit.above)


def _word(word: str, key: bytes, visit: Visit) -> str | bytes:
    if word == "${key}":
        return key
    return str(random.randint(visit.low, visit.high)) if word == RANDOM else word  # noqa: S311


def _sync(nodes: Nodes, node: Node) -> None:
    """Give replicas a moment, since keys are read back from them."""
    count = len(nodes.replicas_of(node))
    if count:
        node.connection.call("WAIT", count, SYNC_MS)
