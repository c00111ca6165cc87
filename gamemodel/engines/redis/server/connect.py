"""Opens a connection to a Redis target, and is its Server: each method hands its work to a file of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Lease, Outcome, Pace, Server
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.schema import Schema
from gamemodel.engines.redis.server import execute, outcome, placement
from gamemodel.engines.redis.server.ledger import LedgerKey
from gamemodel.engines.redis.server.lock import LockKey
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.step import Bindings, Capability, Progress, Step
from gamemodel.topology import Target


class RedisServer(Server[Schema]):
    """Server[Schema] over all nodes of one target."""

    def __init__(self, target: Target, nodes: Nodes) -> None:
        self.target = target
        self.nodes = nodes
        self._prefix = target.store.options_as(Options).prefix
        self._ledger = LedgerKey(nodes, self._prefix)
        self._lock = LockKey(lambda: Nodes(target), nodes, self._prefix)

    def cluster(self) -> str:
        return self._ledger.identity()

    def flavour(self) -> str:
        node = self.nodes.first
        valkey = node.said("valkey_version")
        return f"valkey {valkey}" if valkey else f"redis {node.said('redis_version')}"

    def preflight(self) -> tuple[Diagnostic, ...]:
        from gamemodel.engines.redis.server.preflight import preflight

        return preflight(self.target, self.nodes)

    def introspect(self, expected: Schema, pace: Pace) -> Schema:
        from gamemodel.engines.redis.server.introspect import introspect

        return introspect(self.nodes, self.target, expected, pace)

    def placement(self, expected: Schema) -> tuple[Step, ...]:
        return placement.steps(self.nodes, self.target, expected)

    def capability(self, step: Step) -> Capability:
        return execute.capability(self.nodes, self.target, step)

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        return execute.run(self.nodes, step, bindings, cursor)

    def outcome(self, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:  # noqa: ARG002
        return outcome.outcome(self.nodes, step, before, after)

    def ledger(self) -> Ledger:
        return self._ledger.read()

    def ensure_ledger(self, head: Head) -> None:
        self._ledger.ensure_ledger(head)

    def append(self, entry: Entry) -> None:
        self._ledger.append(entry)

    def lock(self, holder: Holder) -> AbstractContextManager[Lease]:
        return self._lock.hold(holder)

    def locked(self) -> LockInfo | None:
        return self._lock.info()

    def unlock(self) -> None:
        self._lock.take_away()

    def close(self) -> None:
        self.nodes.close()


@contextmanager
def connect(target: Target, model: str) -> Iterator[RedisServer]:  # noqa: ARG001
    """A connection to every node of the target. Raises Unreachable, ServerRefused, UsageError."""
    server = RedisServer(target, Nodes(target))
    try:
        yield server
    finally:
        server.close()
