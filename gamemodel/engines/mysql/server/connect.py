"""Connect to one MySQL target."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager

from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Outcome, Pace, Server
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.compile.entities import default_collation
from gamemodel.engines.mysql.schema import Schema
from gamemodel.engines.mysql.server import execute, introspect, ledger, lock, outcome, preflight
from gamemodel.engines.mysql.server.canonicalize import canonicalize
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.step import Bindings, Progress, Step
from gamemodel.topology import Target


@contextlib.contextmanager
def connect(target: Target, model: str) -> Iterator[MysqlServer]:
    """An open connection to the target. Raises Unreachable, with the address."""
    server = MysqlServer(target, model)
    try:
        server.connection.link()
        yield server
    finally:
        server.close()


class MysqlServer(Server[Schema]):
    """One open connection to one target; statements are sent on the connection that holds the lock."""

    def __init__(self, target: Target, model: str) -> None:
        self.target, self.model = target, model
        self.options = target.store.options_as(Options)
        self.database = target.setting("schema") or self.options.schema
        self.connection = Connection(target.url, self.database, int(target.setting("lock_wait_s") or 30))
        self.collation = default_collation(self.options)

    def cluster(self) -> str:
        """The server's uuid. On Aurora it is a fixed word, since each instance has a uuid and they change roles."""
        rows = dict(
            self.connection.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('server_uuid', 'aurora_version')")
        )
        return "aurora" if rows.get("aurora_version") else str(rows["server_uuid"])

    def flavour(self) -> str:
        rows = dict(self.connection.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'aurora_version')"))
        if rows.get("aurora_version"):
            return f"aurora-mysql {rows['aurora_version']}"
        return f"mysql {rows['version']}"

    def preflight(self) -> tuple[Diagnostic, ...]:
        return preflight.examine(self.connection, self.target, self.options)

    def introspect(self, expected: Schema, pace: Pace) -> Schema:  # noqa: ARG002
        """Eleven reads of information_schema, and one probe for each table whose expressions are written differently."""
        live = introspect.read(self.connection.query, self.database, expected, self.options.ignore)
        if live == expected or not self.connection.use():
            return live
        return canonicalize(self.connection.query, live, expected)

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        return execute.run(self.connection, step, bindings, cursor)

    def outcome(self, step: Step, before: Schema, after: Schema, bindings: Bindings) -> Outcome:  # noqa: ARG002
        if not self.connection.use():
            return Outcome.NOT_DONE
        if outcome.running(self.connection, step):
            return Outcome.RUNNING
        live = self.introspect(after, Pace())
        if live != after:
            live = canonicalize(self.connection.query, live, before)
        return outcome.outcome_of(self.connection, step, before, after, live)

    def ledger(self) -> Ledger:
        return ledger.read(self.connection)

    def ensure_ledger(self, head: Head) -> None:
        ledger.ensure_ledger(self.connection, head, self.collation)

    def append(self, entry: Entry) -> None:
        ledger.append(self.connection, entry)

    def lock(self, holder: Holder) -> AbstractContextManager[lock.Lease]:
        return lock.hold(self.connection, holder, self.collation)

    def locked(self) -> LockInfo | None:
        return lock.locked(self.connection)

    def unlock(self) -> None:
        lock.unlock(self.connection)

    def external_revision(self) -> str | None:
        return ledger.external_revision(self.connection)

    def close(self) -> None:
        self.connection.close()
