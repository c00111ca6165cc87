"""The target's lock: GET_LOCK on the connection that sends, so that whoever sends holds it; who holds it stands in gamemodel_lock."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from gamemodel.engines.mysql.server import ledger
from gamemodel.engines.mysql.server.connection import Session
from gamemodel.errors import LockHeld, ServerRefused, Unreachable
from gamemodel.ledger import Holder, LockInfo


def lock_name(database: str) -> str:
    """At most 64 characters, which is what MySQL takes; one for each database of a server."""
    name = f"gamemodel:{database}"
    return name if len(name) <= 64 else f"gamemodel:{hashlib.sha256(database.encode()).hexdigest()[:48]}"


class Lease:
    """Held while the connection lives; the server gives the lock back when it ends."""

    def __init__(self, session: Session, number: int) -> None:
        self.session, self.number = session, number

    def ensure(self, seconds: float) -> None:  # noqa: ARG002
        """Returns while our connection holds the lock; it has no term. Raises LockHeld when the connection was lost."""
        name = lock_name(self.session.database)
        holder = self.session.query("SELECT IS_USED_LOCK(%s)", (name,))[0][0]
        if holder is None or int(holder) != self.number or self.session.thread_id() != self.number:
            raise LockHeld("the lock was lost with the connection that held it", "run again", f"connection {holder}")


@contextlib.contextmanager
def hold(session: Session, holder: Holder, collation: str) -> Iterator[Lease]:
    """Hold the lock of the session's database. Raises LockHeld at once, saying by whom."""
    ledger.make(session, collation)
    name = lock_name(session.database)
    got = session.query("SELECT GET_LOCK(%s, 0)", (name,))[0][0]
    if got != 1:
        raise _held(session)
    number = session.thread_id()
    try:
        _refuse_orphans(session, number)
        since = datetime.now(UTC).isoformat(timespec="milliseconds")
        values = (number, holder.by, holder.host, holder.pid, holder.token, since)
        session.changed("REPLACE INTO gamemodel_lock VALUES (1, %s, %s, %s, %s, %s, %s)", values)
        yield Lease(session, number)
    finally:
        if session.is_open and session.thread_id() == number:
            with contextlib.suppress(Unreachable, ServerRefused):
                session.query("SELECT RELEASE_LOCK(%s)", (name,))


def _held(session: Session) -> LockHeld:
    info = locked(session)
    by = f"{info.holder.by} (pid {info.holder.pid} on {info.holder.host})" if info else "a connection that just ended"
    return LockHeld(f"the lock of {session.database} is held by {by}", "wait for it, or `gamemodel unlock`", by)


def _refuse_orphans(session: Session, number: int) -> None:
    """A statement whose client is gone runs on while its lock is free: nobody may send beside it."""
    rows = session.query(
        "SELECT ID, TIME, LEFT(INFO, 120) FROM information_schema.PROCESSLIST WHERE DB = %s AND ID <> %s AND COMMAND = 'Query'"
        " AND INFO REGEXP '^[[:space:]]*(ALTER|CREATE|DROP|RENAME|TRUNCATE)[[:space:]]'",
        (session.database, number),
    )
    if rows:
        found, seconds, text = rows[0]
        raise LockHeld(
            f"connection {found} has been at work on {session.database} for {seconds} s: {' '.join(str(text).split())}",
            "wait until it is done; its outcome is looked up then", f"connection {found}",
        )  # fmt: skip


def locked(session: Session) -> LockInfo | None:
    """Who holds the lock; a holder that left no row is named by its connection."""
    used = session.query("SELECT IS_USED_LOCK(%s)", (lock_name(session.database),))[0][0]
    if used is None:
        return None
    rows: tuple[tuple[object, ...], ...] = ()
    with contextlib.suppress(ServerRefused):
        if session.use():
            rows = session.query("SELECT made_by, host, pid, token FROM gamemodel_lock WHERE connection = %s", (used,))
    if rows:
        by, host, pid, token = rows[0]
        return LockInfo(Holder(str(by), str(host), int(str(pid)), str(token)))
    return LockInfo(Holder(f"connection {used}", session.address, 0, ""))


def unlock(session: Session) -> None:
    """End the connection that holds the lock; a statement of it that is under way is rolled back by the server."""
    used = session.query("SELECT IS_USED_LOCK(%s)", (lock_name(session.database),))[0][0]
    if used is None:
        return
    try:
        session.query(f"KILL {int(used)}")
    except ServerRefused:
        # RDS and Aurora give KILL to nobody, and this procedure instead
        session.query("CALL mysql.rds_kill(%s)", (int(used),))
