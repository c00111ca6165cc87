"""Reads every live key with its type and TTL at a given pace. The server answers for the next page while one is judged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from gamemodel.engine import Pace
from gamemodel.engines.redis.schema import Registry, Schema, Stray, Violation
from gamemodel.engines.redis.server.classify import Classifier
from gamemodel.engines.redis.server.conformance import Conformance, Sample
from gamemodel.engines.redis.server.connection import Connection, is_error, pack
from gamemodel.engines.redis.server.nodes import Node, Nodes
from gamemodel.errors import ServerRefused

FULL_SPEED_PAGE: Final = 1000
"""COUNT of a SCAN at full speed: about 2 ms of the server's time. More is hardly faster, and holds up others longer."""
TOGETHER: Final = 256
"""So many keys are looked into in one round trip."""
_TYPE: Final = b"*2\r\n$4\r\nTYPE\r\n"
_PTTL: Final = b"*2\r\n$4\r\nPTTL\r\n"


def audit(
    nodes: Nodes, expected: Schema, registry: Registry, pace: Pace
) -> tuple[tuple[Stray, ...], tuple[Violation, ...]]:
    """Strays and violations among all keys under the prefix, of every primary or of a replica of each. Raises ServerRefused, Unreachable."""
    classifier = Classifier(expected, registry)
    conformance = Conformance(classifier)
    for node in nodes.readers(pace.replica):
        _node(node, nodes.clustered and not node.is_primary, conformance, classifier.prefix, pace)
    return conformance.strays(), conformance.violations()


def _node(node: Node, readonly: bool, conformance: Conformance, prefix: bytes, pace: Pace) -> None:
    count = FULL_SPEED_PAGE if pace.per_second is None else max(10, min(FULL_SPEED_PAGE, pace.per_second // 20))
    keys_wire, contents_wire = Connection(node.connection.address), Connection(node.connection.address)
    begun = time.monotonic()
    read = 0
    samples: list[Sample] = []
    try:
        for connection in (keys_wire, contents_wire) if readonly else ():
            connection.call("READONLY")
        for keys, types, ttls in pages(keys_wire, prefix, count):
            samples += conformance.page(keys, types, ttls)
            if len(samples) >= TOGETHER:
                conformance.contents(samples, contents_wire.replies([pack(*sample.command) for sample in samples]))
                samples = []
            read += max(count, len(keys))
            if pace.per_second is not None:
                time.sleep(max(0.0, read / pace.per_second - (time.monotonic() - begun)))
        conformance.contents(samples, contents_wire.replies([pack(*sample.command) for sample in samples]))
    finally:
        keys_wire.close()
        contents_wire.close()


def pages(connection: Connection, prefix: bytes, count: int) -> Iterator[tuple[list[bytes], list[Any], list[Any]]]:
    """Keys with TYPE and PTTL, page by page. While a page is worked on here, the server already answers for the next two."""
    tail = ["COUNT", count, *(("MATCH", _escaped(prefix) + b"*") if prefix else ())]
    connection.send(pack("SCAN", 0, *tail))
    cursor, keys = _page(connection.receive())
    connection.send(_asked(keys) + (pack("SCAN", cursor, *tail) if cursor != b"0" else b""))
    while True:
        now, last = keys, cursor == b"0"
        answers = connection.many(2 * len(keys) + (0 if last else 1))
        if not last:
            cursor, keys = _page(answers.pop())
            connection.send(_asked(keys) + (pack("SCAN", cursor, *tail) if cursor != b"0" else b""))
        yield now, answers[: len(now)], answers[len(now) :]
        if last:
            return


def _page(reply: Any) -> tuple[bytes, list[bytes]]:
    if is_error(reply):
        raise ServerRefused(str(reply), "SCAN", "the URL's user needs +scan +type +pttl and read access to the keys")
    return reply[0], reply[1]


def _asked(keys: list[bytes]) -> bytes:
    tails = [b"", *(b"$%d\r\n%b\r\n" % (len(key), key) for key in keys)]
    return _TYPE.join(tails) + _PTTL.join(tails)


def _escaped(prefix: bytes) -> bytes:
    return b"".join(b"\\" + bytes((sign,)) if sign in b"*?[]\\^" else bytes((sign,)) for sign in prefix)
