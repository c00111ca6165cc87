"""Opens a connection to a search cluster; each method calls the file of its subject."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Outcome, Pace, Server
from gamemodel.engines.opensearch.block.sections import Options
from gamemodel.engines.opensearch.dialect.ownership import Ownership
from gamemodel.engines.opensearch.flavours import flavour
from gamemodel.engines.opensearch.schema import Schema
from gamemodel.engines.opensearch.server import capability, execute, placement, preflight
from gamemodel.engines.opensearch.server.connection import Connection, expect
from gamemodel.engines.opensearch.server.introspect import has_lifecycles, introspect
from gamemodel.engines.opensearch.server.ledger import LedgerIndex
from gamemodel.engines.opensearch.server.lock import LockDocument
from gamemodel.engines.opensearch.server.outcome import outcome
from gamemodel.engines.opensearch.server.swap import swap
from gamemodel.engines.opensearch.server.target import bindings, without_lifecycles
from gamemodel.lease import RenewedLease
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.step import Bindings, Capability, Progress, Step
from gamemodel.topology import Target


class SearchServer(Server[Schema]):
    """See `gamemodel.engine.Server`."""

    def __init__(self, wire: Connection, target: Target, model: str, root: dict[str, Any]) -> None:
        self.wire, self.target, self.root = wire, target, root
        options = target.store.options_as(Options)
        store = target.store.name
        self.own = Ownership(model, store, flavour(target.store.flavour).lifecycle, options.prefix, options.ignore)
        self.ledger_index = LedgerIndex(wire, model, store)
        self.lock_document = LockDocument(wire, model, store)
        self._lifecycles: bool | None = None

    def cluster(self) -> str:
        return str(self.root["cluster_uuid"])

    def flavour(self) -> str:
        version = self.root["version"]
        return f"{version.get('distribution', 'elasticsearch')} {version['number']}"

    def preflight(self) -> tuple[Diagnostic, ...]:
        return preflight.preflight(self.wire, self.target, self.root)

    def introspect(self, expected: Schema, pace: Pace) -> Schema:  # noqa: ARG002
        return introspect(self.wire, expected, self.own, bindings(expected, self.target))

    def placement(self, expected: Schema) -> tuple[Step, ...]:
        return placement.placement(self.wire, expected, self.own, bindings(expected, self.target))

    def capability(self, step: Step) -> Capability:
        return capability.capability(step, self.runs_lifecycles, self.target)

    def runs_lifecycles(self) -> bool:
        """Whether the server has ISM (or ILM); asked once."""
        if self._lifecycles is None:
            self._lifecycles = has_lifecycles(self.wire, self.own.dialect)
        return self._lifecycles

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        return execute.run(self.wire, step, bindings, cursor)

    def outcome(self, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:
        if not self.runs_lifecycles():
            before, after = without_lifecycles(before), without_lifecycles(after)
        return outcome(self.wire, self.own, step, before, after, bindings)

    def ledger(self) -> Ledger:
        return self.ledger_index.read()

    def ensure_ledger(self, head: Head) -> None:
        self.ledger_index.ensure_ledger(head)

    def append(self, entry: Entry) -> None:
        self.ledger_index.append(entry)

    def lock(self, holder: Holder) -> AbstractContextManager[RenewedLease]:
        return self.lock_document.hold(holder)

    def locked(self) -> LockInfo | None:
        return self.lock_document.locked()

    def unlock(self) -> None:
        self.lock_document.unlock()

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:  # noqa: ARG002
        return swap(self.wire, self.own, name, to)

    def close(self) -> None:
        self.wire.close()


@contextmanager
def connect(target: Target, model: str) -> Iterator[SearchServer]:
    """An open connection to `http(s)://user:password@host:9200`. Raises Unreachable, with the address."""
    wire = Connection(target)
    try:
        yield SearchServer(wire, target, model, expect(wire, "GET", "", None, 10))
    finally:
        wire.close()
