"""The Server of one target."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Outcome, Pace, Server
from gamemodel.engines.cassandra.block.sections import Options
from gamemodel.engines.cassandra.dialect.statements import ID
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.engines.cassandra.server.address import read_url
from gamemodel.engines.cassandra.server.capability import capability_of
from gamemodel.engines.cassandra.server.connection import DDL_S, Connection
from gamemodel.engines.cassandra.server.execute import run
from gamemodel.engines.cassandra.server.introspect import queries, schema_of
from gamemodel.engines.cassandra.server.introspect_amazon import amazon_queries, amazon_schema
from gamemodel.engines.cassandra.server.ledger import Control
from gamemodel.engines.cassandra.server.lock import lock, locked, unlock
from gamemodel.engines.cassandra.server.outcome import has_replication, is_placement, outcome_of
from gamemodel.engines.cassandra.server.placement import KEYSPACES, agrees, placement_step, replication
from gamemodel.engines.cassandra.server.preflight import preflight, settings
from gamemodel.engines.cassandra.server.target import observable
from gamemodel.lease import RenewedLease
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.step import Bindings, Capability, Progress, Statement, Step
from gamemodel.topology import Target


class CassandraServer(Server[Schema]):
    """An open connection to one target; connect() closes it."""

    def __init__(self, target: Target) -> None:
        """Connects. Raises Unreachable, UsageError."""
        self.target = target
        self.options = target.store.options_as(Options)
        self.keyspaces = target.store.flavour == KEYSPACES
        self.connection = Connection(read_url(target.url), keyspaces=self.keyspaces)
        self.control = Control(self.connection, self.options.keyspace, target.store.name)
        self._settings: dict[str, str] | None = None
        self._lease: RenewedLease | None = None

    def cluster(self) -> str:
        """The cluster's name: Cassandra has no other identity that outlives its nodes."""
        return str(self.connection.read("SELECT cluster_name FROM system.local")[0][0])

    def flavour(self) -> str:
        """`cassandra 5.0.9`, or `keyspaces 3.11.2`."""
        version, name = self.connection.read("SELECT release_version, cluster_name FROM system.local")[0]
        return f"{KEYSPACES if name == 'Amazon Keyspaces' else 'cassandra'} {version}"

    def preflight(self) -> tuple[Diagnostic, ...]:
        return preflight(self.connection, self.target)

    def introspect(self, expected: Schema, pace: Pace) -> Schema:
        """Eleven reads, sent at once; `system_schema` is small and on every node, so no pace is needed."""
        del pace
        texts = amazon_queries() if self.keyspaces else queries()
        name = self.options.keyspace
        rows = dict(zip(texts, self.connection.read_all(tuple(texts.values()), (name,)), strict=True))
        if self.keyspaces:
            return amazon_schema(name, rows, expected, self.options.ignore)
        return schema_of(name, rows, self.options.ignore)

    def placement(self, expected: Schema) -> tuple[Step, ...]:
        """ALTER KEYSPACE for the store's keyspace and the control keyspace, where they exist and their replication differs."""
        del expected
        names = (self.options.keyspace, self.control.name)
        return tuple(
            placement_step(name)
            for name in names
            if (live := self._replication(name)) is not None and not agrees(live, self.target)
        )

    def _replication(self, keyspace: str) -> dict[str, str] | None:
        text = "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = %s"
        rows = self.connection.read(text, (keyspace,))
        return {str(key): str(value) for key, value in rows[0][0].items()} if rows else None

    def capability(self, step: Step) -> Capability:
        """Refuses what the flavour lacks, and views and masks that the server's settings disable."""
        if self._settings is None:
            self._settings = {} if self.keyspaces else settings(self.connection)
        return capability_of(step, self.target.store.flavour, self._settings)

    def generate_ids(self, step: Step) -> dict[str, str]:
        """A fresh table id."""
        return {ID: str(uuid.uuid4())} if isinstance(step, Statement) and ID in step.draws else {}

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        """Where the lock is held, a statement is sent only while the lease outlasts its time-out."""
        if self._lease is not None and isinstance(step, Statement):
            self._lease.ensure(DDL_S)
        return run(self.connection, step, bindings, cursor)

    def outcome(self, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:
        """RUNNING while the nodes do not agree on one schema."""
        agreed, _ = self.connection.agree(10)
        if not agreed:
            return Outcome.RUNNING
        if is_placement(step):
            live = self._replication(step.subject.partition(".")[0])
            return Outcome.DONE if live is not None and has_replication(live, bindings) else Outcome.NOT_DONE
        sides = (observable(each, self.target).schema for each in (before, after, self.introspect(after, Pace())))
        was, wanted, now = sides
        return outcome_of(step, was, wanted, now, bindings)

    def ledger(self) -> Ledger:
        return self.control.ledger()

    def ensure_ledger(self, head: Head) -> None:
        """Create the control keyspace where it is missing. Raises WrongServer where another version or data centre owns it."""
        if not self.control.exists():
            self.control.make(replication(self.target))
        self.control.ensure_ledger(head)

    def append(self, entry: Entry) -> None:
        self.control.append(entry)

    @contextmanager
    def lock(self, holder: Holder) -> Iterator[RenewedLease]:
        """Raises LockHeld at once when somebody else has it."""
        with lock(self.control, holder) as lease:
            self._lease = lease
            try:
                yield lease
            finally:
                self._lease = None

    def locked(self) -> LockInfo | None:
        return locked(self.control)

    def unlock(self) -> None:
        unlock(self.control)

    def close(self) -> None:
        self.connection.close()


@contextmanager
def connect(target: Target, model: str) -> Iterator[CassandraServer]:
    """An open connection. Raises Unreachable with the address."""
    del model
    server = CassandraServer(target)
    try:
        yield server
    finally:
        server.close()
