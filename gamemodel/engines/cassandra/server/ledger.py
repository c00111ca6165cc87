"""The ledger, and the control keyspace `<keyspace>_gamemodel` that holds it and the lock.

Its tables have ids derived from their names, so that two runners at the same moment create the same tables; they are never
dropped. All lightweight transactions are decided in one data centre, which the tables' comment names.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Final

from gamemodel.engines.cassandra.dialect.cql import literal, qualified, quote
from gamemodel.engines.cassandra.server.connection import Connection
from gamemodel.errors import LedgerConflict, OutcomeUnknown, WrongServer
from gamemodel.ledger import Entry, Head, Ledger, row_taken

SUFFIX: Final = "_gamemodel"
_NAMESPACE: Final = uuid.UUID("6b1f3f0e-55a1-5d0c-9a3e-0d7c6d0a9f11")

_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "ledger": {
        "store": "text", "sequence": "int",
        "model": "text static", "environment": "text static", "cluster": "text static",
        "state": "text", "revision": "text", "number": "int", "position": "int", "steps": "int", "direction": "text",
        "digest": "text", "rendered": "text", "drawn": "text", "note": "text", "author": "text", "at": "text",
    },
    "lock": {
        "name": "text", "nonce": "text", "author": "text", "host": "text", "pid": "int", "until": "text",
    },
}  # fmt: skip
_KEYS: Final = {"ledger": "store, sequence", "lock": "name"}
_ENTRY: Final = (
    "sequence", "state", "revision", "number", "position", "steps", "direction", "digest", "rendered", "drawn", "note",
    "author", "at",
)  # fmt: skip


class Control:
    """The control keyspace of one store's keyspace."""

    def __init__(self, connection: Connection, keyspace: str, store: str) -> None:
        self.connection = connection
        self.name = keyspace + SUFFIX
        self.store = store
        self.checked = False

    def table(self, name: str) -> str:
        return qualified(self.name, name)

    def exists(self) -> bool:
        """Whether both tables are there. Raises WrongServer where their transactions are decided in another data centre."""
        if not self.checked:
            rows = self.connection.read(
                "SELECT table_name, comment FROM system_schema.tables WHERE keyspace_name = %s", (self.name,)
            )
            comments = {name: comment for name, comment in rows if name in _COLUMNS}
            if len(comments) < len(_COLUMNS):
                return False
            for comment in comments.values():
                self._same_datacentre(comment)
            self.checked = True
        return True

    def _same_datacentre(self, comment: str) -> None:
        if comment and comment != self._comment():
            where = comment.rpartition(" ")[2]
            raise WrongServer(
                f"locks of {self.name} are decided in data centre {where}, this connection is to {self.connection.datacentre}",
                f"write ?dc={where} in the URL, with hosts of that data centre",
            )

    def _comment(self) -> str:
        return f"decided in {self.connection.datacentre}"

    def make(self, replication: str) -> None:
        """Create keyspace and tables where they are missing; racing callers create the same ones. Raises WrongServer, OutcomeUnknown."""
        self.connection.ddl(f"CREATE KEYSPACE IF NOT EXISTS {quote(self.name)} WITH replication = {replication}")
        for name, columns in _COLUMNS.items():
            body = ", ".join(f"{column} {type_}" for column, type_ in columns.items())
            options = f"comment = {literal(self._comment())}"
            if not self.connection.keyspaces:
                options = f"id = {uuid.uuid5(_NAMESPACE, self.table(name))} AND {options}"
            elif name == "lock":
                options = f"{options} AND CUSTOM_PROPERTIES = {{'ttl': {{'status': 'enabled'}}}}"
            self.connection.ddl(
                f"CREATE TABLE IF NOT EXISTS {self.table(name)} ({body}, PRIMARY KEY ({_KEYS[name]})) WITH {options}"
            )
            self._compare(name)
        self.checked = False
        self.exists()

    def _compare(self, name: str) -> None:
        """Checks the columns: CREATE … IF NOT EXISTS accepts a table of another shape."""
        rows = self.connection.read(
            "SELECT column_name, type, kind FROM system_schema.columns WHERE keyspace_name = %s AND table_name = %s",
            (self.name, name),
        )
        found = {column: f"{type_} static" if kind == "static" else type_ for column, type_, kind in rows}
        if found != _COLUMNS[name]:
            raise WrongServer(
                f"{self.table(name)} is not a table of this version of gamemodel",
                "apply with the version that made it",
            )

    def ensure_ledger(self, head: Head) -> None:
        """Write the head, unless there is one."""
        text = f"INSERT INTO {self.table('ledger')} (store, model, environment, cluster) VALUES (%s, %s, %s, %s) IF NOT EXISTS"
        values = (self.store, head.model, head.environment, head.cluster)
        self.settle(text, values, lambda: self.ledger().head is not None)

    def settle(self, text: str, values: tuple[object, ...], happened: Callable[[], bool]) -> bool:
        """Whether a lightweight transaction was applied; when its answer was lost, a serial read decides."""
        for _ in range(3):
            try:
                return self.connection.decide(text, values)
            except OutcomeUnknown:
                if happened():
                    return True
        return self.connection.decide(text, values)

    def ledger(self) -> Ledger:
        """The whole ledger; empty where there is none."""
        if not self.exists():
            return Ledger()
        rows = self.connection.read(
            f"SELECT model, store, environment, cluster, {', '.join(_ENTRY)} FROM {self.table('ledger')} WHERE store = %s",
            (self.store,),
            serial=True,
        )
        if not rows:
            return Ledger()
        head = Head(*rows[0][:4]) if rows[0][0] is not None else None
        return Ledger(head, tuple(_entry(row[4:]) for row in rows if row[4] is not None))

    def append(self, entry: Entry) -> None:
        """Raises LedgerConflict unless `entry.sequence` is the next."""
        if entry.sequence > 1 and not self._at(entry.sequence - 1):
            raise LedgerConflict(f"the ledger of {self.store} has no row {entry.sequence - 1} yet")
        columns = ", ".join(("store", *_ENTRY))
        marks = ", ".join(["%s"] * (len(_ENTRY) + 1))
        text = f"INSERT INTO {self.table('ledger')} ({columns}) VALUES ({marks}) IF NOT EXISTS"
        row = _row(entry)
        if not self.settle(text, (self.store, *row), lambda: self._at(entry.sequence) == [row]):
            raise row_taken(self.store, entry.sequence)

    def _at(self, sequence: int) -> list[tuple[object, ...]]:
        text = f"SELECT {', '.join(_ENTRY)} FROM {self.table('ledger')} WHERE store = %s AND sequence = %s"
        return [tuple(row) for row in self.connection.read(text, (self.store, sequence), serial=True)]


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.sequence,
        entry.state,
        entry.stored_revision,
        entry.number,
        entry.position,
        entry.steps,
        entry.direction,
        entry.digest,
        entry.rendered,
        json.dumps(dict(entry.drawn), sort_keys=True),
        entry.note,
        entry.by,
        entry.at,
    )


def _entry(row: tuple[object, ...]) -> Entry:
    values = dict(zip(_ENTRY, row, strict=True))
    values["by"] = values.pop("author")
    values["drawn"] = tuple(sorted(json.loads(str(values["drawn"])).items()))
    return Entry(**values)  # type: ignore[arg-type]
