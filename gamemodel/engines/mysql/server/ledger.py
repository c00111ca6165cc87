"""The ledger, its head and the lock's holder as tables in the store's database; alembic_version is kept in step."""

from __future__ import annotations

import json
from typing import Any, Final

from gamemodel.engines.mysql.dialect.quoting import name
from gamemodel.engines.mysql.schema import charset_of
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.errors import LedgerConflict, ServerRefused
from gamemodel.ledger import Entry, Head, Ledger, row_taken

_OPTIONS: Final = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin ROW_FORMAT=DYNAMIC"
_TABLES: Final = (
    f"""CREATE TABLE IF NOT EXISTS gamemodel_head (
  one TINYINT NOT NULL PRIMARY KEY, model VARCHAR(255) NOT NULL, store VARCHAR(255) NOT NULL,
  environment VARCHAR(255) NOT NULL, cluster VARCHAR(255) NOT NULL
) {_OPTIONS} COMMENT='what the ledger beside it is for'""",
    f"""CREATE TABLE IF NOT EXISTS gamemodel_ledger (
  sequence INT UNSIGNED NOT NULL PRIMARY KEY, state VARCHAR(16) NOT NULL, revision VARCHAR(64) NOT NULL, number INT NOT NULL,
  position INT NOT NULL, steps INT NOT NULL, direction VARCHAR(4) NOT NULL, digest VARCHAR(64) NOT NULL, rendered LONGTEXT NOT NULL,
  drawn JSON NOT NULL, note TEXT NOT NULL, made_by VARCHAR(255) NOT NULL, made_at VARCHAR(32) NOT NULL
) {_OPTIONS} COMMENT='what was applied here, one row per event'""",
    f"""CREATE TABLE IF NOT EXISTS gamemodel_lock (
  one TINYINT NOT NULL PRIMARY KEY, connection BIGINT UNSIGNED NOT NULL, made_by VARCHAR(255) NOT NULL, host VARCHAR(255) NOT NULL,
  pid INT NOT NULL, token VARCHAR(64) NOT NULL, since VARCHAR(32) NOT NULL
) {_OPTIONS} COMMENT='who held the lock last; GET_LOCK says whether anybody does'""",
    f"""CREATE TABLE IF NOT EXISTS alembic_version (
  version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
) {_OPTIONS}""",
)
_COLUMNS: Final = (
    "sequence, state, revision, number, position, steps, direction, digest, rendered, drawn, note, made_by, made_at"
)
_ABSENT: Final = 1146
_DUPLICATE: Final = 1062


def make(connection: Connection, collation: str) -> None:
    """Make the database and the control tables where they are missing. Never changes or drops what is there."""
    if not connection.use():
        made = f"CREATE DATABASE IF NOT EXISTS {name(connection.database)}"
        connection.query(f"{made} CHARACTER SET {charset_of(collation)} COLLATE {collation}")
        connection.query(f"USE {name(connection.database)}")
    there = "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (%s, %s, %s, %s)"
    names = ("gamemodel_head", "gamemodel_ledger", "gamemodel_lock", "alembic_version")
    if connection.query(there, names)[0][0] < len(names):
        for text in _TABLES:
            connection.query(text)


def ensure_ledger(connection: Connection, head: Head, collation: str) -> None:
    """Make the tables and write the head, unless there is one: the first of racing callers wins."""
    make(connection, collation)
    values = (head.model, head.store, head.environment, head.cluster)
    connection.changed("INSERT IGNORE INTO gamemodel_head VALUES (1, %s, %s, %s, %s)", values)


def read(connection: Connection) -> Ledger:
    """The head and all rows; empty where there is no database or no ledger in it."""
    if not connection.use():
        return Ledger()
    try:
        heads = connection.query("SELECT model, store, environment, cluster FROM gamemodel_head")
        rows = connection.query(f"SELECT {_COLUMNS} FROM gamemodel_ledger ORDER BY sequence")
    except ServerRefused as error:
        if absent(error):
            return Ledger()
        raise
    return Ledger(Head(*heads[0]) if heads else None, tuple(map(_entry, rows)))


def absent(error: ServerRefused) -> bool:
    """Whether the server answered that a table does not exist."""
    return error.words.endswith(f"({_ABSENT})")


def _entry(row: tuple[Any, ...]) -> Entry:
    drawn = tuple((key, value) for key, value in json.loads(row[9]))
    return Entry(*(*row[:9], drawn, *row[10:]))


def append(connection: Connection, entry: Entry) -> None:
    """Write the row, and alembic_version where a migration became complete or incomplete, in one transaction.

    Compared and set on `sequence`: the primary key lets one of two racing rows in, and the row before must exist.
    Raises LedgerConflict.
    """
    values = (
        entry.sequence, entry.state, entry.stored_revision, entry.number, entry.position, entry.steps, entry.direction, entry.digest,
        entry.rendered, json.dumps(entry.drawn), entry.note, entry.by, entry.at,
    )  # fmt: skip
    connection.use()
    places = ", ".join(["%s"] * len(values))
    connection.query("START TRANSACTION")
    try:
        before = connection.query("SELECT COALESCE(MAX(sequence), 0) FROM gamemodel_ledger")[0][0]
        if before != entry.sequence - 1:
            raise LedgerConflict(f"the ledger is at {before}, not {entry.sequence - 1}", "run the same command again")
        connection.changed(f"INSERT INTO gamemodel_ledger ({_COLUMNS}) VALUES ({places})", values)
        if entry.state in ("done", "skipped", "undone", "stamp"):
            _follow(connection)
        connection.query("COMMIT")
    except ServerRefused as error:
        _roll_back(connection)
        if error.words.endswith(f"({_DUPLICATE})"):
            raise row_taken(connection.database, entry.sequence) from error
        raise
    except LedgerConflict:
        _roll_back(connection)
        raise


def _roll_back(connection: Connection) -> None:
    if connection.is_open:
        connection.query("ROLLBACK")


def _follow(connection: Connection) -> None:
    """Set alembic_version to the highest complete migration, as `alembic upgrade` would."""
    rows = connection.query(
        f"SELECT {_COLUMNS.replace('rendered', repr(''), 1)} FROM gamemodel_ledger ORDER BY sequence"
    )
    entries = tuple(map(_entry, rows))
    settled = Ledger(None, entries).in_effect()
    numbers = {
        each.revision: (each.number, each.steps)
        for each in entries
        if each.direction == "up" and each.steps and each.kind == "migration"
    }
    whole = [
        (numbers[revision][0], revision)
        for revision, positions in settled.items()
        if positions and len(positions) >= numbers[revision][1]
    ]
    wanted = max(whole)[1] if whole else None
    current = connection.query("SELECT version_num FROM alembic_version")
    if current == ((wanted,),) or (wanted is None and not current):
        return
    connection.changed("DELETE FROM alembic_version")
    if wanted is not None:
        connection.changed("INSERT INTO alembic_version VALUES (%s)", (wanted,))


def external_revision(connection: Connection) -> str | None:
    """What alembic_version says; several heads are joined by a comma. None where it says nothing."""
    if not connection.use():
        return None
    try:
        rows = connection.query("SELECT version_num FROM alembic_version ORDER BY version_num")
    except ServerRefused as error:
        if absent(error):
            return None
        raise
    return ",".join(row[0] for row in rows) or None
