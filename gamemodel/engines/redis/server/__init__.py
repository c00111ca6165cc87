"""One open connection to one Redis target, as the protocol Server wants it; connect() opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.engines.redis.server.session import RedisServer
from gamemodel.topology import Target


@contextmanager
def connect(target: Target, model: str) -> Iterator[RedisServer]:  # noqa: ARG001
    """A connection to every node of the target. Raises Unreachable, ServerRefused, UsageError."""
    server = RedisServer(target, Nodes(target))
    try:
        yield server
    finally:
        server.close()


__all__ = ["RedisServer", "connect"]
