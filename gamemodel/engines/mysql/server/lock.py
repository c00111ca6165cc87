"""The lock of a target: GET_LOCK on the connection that sends statements; its holder is recorded in gamemodel_lock."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from gamemodel.engines.mysql.server import ledger
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.errors import LockHeld, ServerRefused, Unreachable
from gamemodel.ledger import Holder, LockInfo, lock_held


def lock_name(database: str) -> str:
    """At most 64 characters, which is what MySQL takes; one for each database of a server."""
    name = f"gamemodel:{database}"
    return name if len(name) <= 64 else f"gamemodel:{hashlib.sha256(database.encode()).hexdigest()[:48]}"


class Lease:
    """Held while the connection is open; the server releases the lock when it ends."""

    def __init__(self, connection: Connection, number: int) -> None:
        self.connection, self.number = connection, number

    def ensure(self, seconds: float) -> None:  # noqa: ARG002
        """Returns while our connection holds the lock; it has no term. Raises LockHeld when the connection was lost."""
        name = lock_name(self.connection.database)
        holder = self.connection.query("SELECT IS_USED_LOCK(%s)", (name,))[0][0]
        if holder is None or int(holder) != self.number or self.connection.thread_id() != self.number:
            raise LockHeld("the lock was lost with the connection that held it", "run again")


@contextlib.contextmanager
def hold(connection: Connection, holder: Holder, collation: str) -> Iterator[Lease]:
    """Hold the lock of the connection's database. Raises LockHeld at once, saying by whom."""
    ledger.make(connection, collation)
    name = lock_name(connection.database)
    got = connection.query("SELECT GET_LOCK(%s, 0)", (name,))[0][0]
    if got != 1:
        raise lock_held(connection.database, locked(connection))
    number = connection.thread_id()
    try:
        _refuse_orphans(connection, number)
        since = datetime.now(UTC).isoformat(timespec="milliseconds")
        values = (number, holder.by, holder.host, holder.pid, holder.token, since)
        connection.changed("REPLACE INTO gamemodel_lock VALUES (1, %s, %s, %s, %s, %s, %s)", values)
        yield Lease(connection, number)
    finally:
        if connection.is_open and connection.thread_id() == number:
            with contextlib.suppress(Unreachable, ServerRefused):
                connection.query("SELECT RELEASE_LOCK(%s)", (name,))


def _refuse_orphans(connection: Connection, number: int) -> None:
    """Raise LockHeld while DDL of a lost client is still running: its lock is free, but nothing may be sent beside it."""
    rows = connection.query(
        "SELECT ID, TIME, LEFT(INFO, 120) FROM information_schema.PROCESSLIST WHERE DB = %s AND ID <> %s AND COMMAND = 'Query'"
        " AND INFO REGEXP '^[[:space:]]*(ALTER|CREATE|DROP|RENAME|TRUNCATE)[[:space:]]'",
        (connection.database, number),
    )
    if rows:
        found, seconds, text = rows[0]
        raise LockHeld(
            f"connection {found} has been working on {connection.database} for {seconds} s: {' '.join(str(text).split())}",
            "wait until it is done; the next run looks up its outcome",
        )


def locked(connection: Connection) -> LockInfo | None:
    """Who holds the lock; a holder that left no row is named by its connection."""
    used = connection.query("SELECT IS_USED_LOCK(%s)", (lock_name(connection.database),))[0][0]
    if used is None:
        return None
    rows: tuple[tuple[object, ...], ...] = ()
    with contextlib.suppress(ServerRefused):
        if connection.use():
            rows = connection.query(
                "SELECT made_by, host, pid, token FROM gamemodel_lock WHERE connection = %s", (used,)
            )
    if rows:
        by, host, pid, token = rows[0]
        return LockInfo(Holder(str(by), str(host), int(str(pid)), str(token)))
    return LockInfo(Holder(f"connection {used}", connection.address, 0, ""))


def unlock(connection: Connection) -> None:
    """Kill the connection that holds the lock; the server rolls back a statement in progress."""
    used = connection.query("SELECT IS_USED_LOCK(%s)", (lock_name(connection.database),))[0][0]
    if used is None:
        return
    try:
        connection.query(f"KILL {int(used)}")
    except ServerRefused:
        # RDS and Aurora give KILL to nobody, and this procedure instead
        connection.query("CALL mysql.rds_kill(%s)", (int(used),))
