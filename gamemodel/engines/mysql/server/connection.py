"""One PyMySQL connection: it opens itself, translates errors, and watches long statements."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

from gamemodel.engines.mysql.dialect.quoting import SQL_MODE
from gamemodel.engines.mysql.server.address import connect_arguments
from gamemodel.errors import ServerRefused, Unreachable

_LOST: Final = (0, 1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 2000, 2002, 2003, 2005, 2006, 2013, 2014, 2055)
"""Error numbers that mean the connection, not the statement, failed."""
_POLL_S: Final = 0.5
_MISSES: Final = 3
"""How often the server may be found idle before a statement counts as lost."""


class Connection:
    """Opens at its first use, and again after it was lost. Not for use by two threads at once."""

    def __init__(self, url: str, database: str, lock_wait_s: int = 30) -> None:
        self.url, self.database, self.lock_wait_s = url, database, lock_wait_s
        self.address, self._arguments = connect_arguments(url)
        self._link: Any = None

    @property
    def is_open(self) -> bool:
        return self._link is not None

    def thread_id(self) -> int:
        """The server's number of this connection. Raises Unreachable."""
        return int(self.link().thread_id())

    def link(self) -> Any:
        """The open connection. Raises Unreachable, with the address."""
        if self._link is None:
            import pymysql

            try:
                self._link = pymysql.connect(**self._arguments)
            except (pymysql.MySQLError, OSError) as error:
                raise Unreachable(f"{self.address}: {_words(error)}", "is the server up, and the URL right?") from error
            try:
                self._pin()
            except BaseException:
                self.close()
                raise
        return self._link

    def _pin(self) -> None:
        self.query(
            f"SET SESSION sql_mode = '{SQL_MODE}', time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1, "
            f"lock_wait_timeout = {self.lock_wait_s}, innodb_lock_wait_timeout = {self.lock_wait_s}, "
            "wait_timeout = 604800, max_execution_time = 0, group_concat_max_len = 1048576"
        )

    def use(self) -> bool:
        """Make the store's database current; False where it does not exist."""
        if not self.query("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s", (self.database,)):
            return False
        if self.query("SELECT DATABASE()")[0][0] != self.database:
            self.query(f"USE `{self.database.replace('`', '``')}`")
        return True

    def query(self, text: str, values: tuple[Any, ...] = ()) -> tuple[tuple[Any, ...], ...]:
        """Send one statement and return its rows. Raises ServerRefused, Unreachable."""
        with self._cursor(text) as cursor:
            cursor.execute(text, values or None)
            return tuple(cursor.fetchall())

    def changed(self, text: str, values: tuple[Any, ...] = ()) -> int:
        """Send one statement and return how many rows it changed. Raises ServerRefused, Unreachable."""
        with self._cursor(text) as cursor:
            return int(cursor.execute(text, values or None))

    @contextlib.contextmanager
    def _cursor(self, text: str) -> Iterator[Any]:
        import pymysql

        link = self.link()
        try:
            with link.cursor() as cursor:
                yield cursor
        except (pymysql.MySQLError, OSError) as error:
            raise self._translated(error, text) from error

    def _translated(self, error: Exception, text: str) -> ServerRefused | Unreachable:
        """The error as ours; the connection is closed if it was what failed."""
        number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        if isinstance(error, OSError) or number in _LOST or type(error).__name__ == "InterfaceError":
            self.close()
            return Unreachable(
                f"{self.address}: {_words(error)}", "whether the statement took effect is looked up at the next run"
            )
        return ServerRefused(_words(error), text, _HELP.get(number, ""))

    def watched(self, text: str) -> Iterator[float]:
        """Send a statement that may take long: yield the seconds so far while it runs, return when it is done.

        A second connection checks that the server is still working on it, so that a silent network does not mean waiting
        for ever. Raises ServerRefused, Unreachable.
        """
        number = self.thread_id()
        done: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        threading.Thread(target=self._send, args=(text, done), daemon=True).start()
        began, misses, watcher = time.monotonic(), 0, Connection(self.url, self.database)
        try:
            while True:
                try:
                    failure = done.get(timeout=_POLL_S)
                except queue.Empty:
                    misses = 0 if _is_working(watcher, number) else misses + 1
                    if misses >= _MISSES:
                        self.close()
                        raise Unreachable(
                            f"{self.address}: the server no longer works on the statement", "run again"
                        ) from None
                    yield time.monotonic() - began
                    continue
                if failure is not None:
                    raise failure
                return
        finally:
            watcher.close()

    def _send(self, text: str, done: queue.SimpleQueue[BaseException | None]) -> None:
        try:
            self.query(text)
        except BaseException as error:  # handed to the thread that waits  # noqa: BLE001
            done.put(error)
        else:
            done.put(None)

    def close(self) -> None:
        """Close without waiting for the server or for a statement in progress."""
        link, self._link = self._link, None
        if link is not None:
            link._force_close()  # close() would wait  # noqa: SLF001


def _is_working(watcher: Connection, number: int) -> bool:
    try:
        found = watcher.query("SELECT COMMAND FROM information_schema.PROCESSLIST WHERE ID = %s", (number,))
    except (Unreachable, ServerRefused):
        return False
    return bool(found) and found[0][0] != "Sleep"


def _words(error: Exception) -> str:
    if len(error.args) > 1:
        return f"{error.args[1]} ({error.args[0]})"
    return str(error) or type(error).__name__


_HELP: Final[dict[int, str]] = {
    1044: "grant the account the rights that preflight lists",
    1142: "grant the account the rights that preflight lists",
    1205: "another session holds the table; run again when it is done",
    1290: "the server takes no writes; is this the writer?",
    1836: "the server takes no writes; is this the writer?",
    1845: "the server would need more than the statement allows; nothing was changed",
    1846: "the server would need more than the statement allows; nothing was changed",
    4092: "rebuild the table during low traffic: ALTER TABLE … ENGINE=InnoDB, ALGORITHM=INPLACE, LOCK=NONE",
}
