"""Connecting to one target; the only folder of this engine that imports the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gamemodel.engines.cassandra.server.server import CassandraServer
from gamemodel.topology import Target

__all__ = ["CassandraServer", "connect"]


@contextmanager
def connect(target: Target, model: str) -> Iterator[CassandraServer]:
    """An open connection. Raises Unreachable with the address."""
    del model
    server = CassandraServer(target)
    try:
        yield server
    finally:
        server.close()
