"""Runs a Backfill page by page along the ring, resumable at a token."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from cassandra import DriverException
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.protocol import ErrorMessage
from cassandra.query import UNSET_VALUE, SimpleStatement

from gamemodel.engines.cassandra.server.connection import Connection
from gamemodel.errors import Unreachable
from gamemodel.step import Backfill, Progress

LOWEST_TOKEN: Final = -(2**63)


def run_backfill(connection: Connection, step: Backfill, cursor: str | None) -> Iterator[Progress]:
    """Pages along the ring from the cursor (a token). A second run finds nothing to write.

    The write time is from before the page was read, so that any later write or delete wins; the TTL is what the row's
    other columns have left. A marker more than write time, TTL and key is the value of the column that is copied.
    """
    session = connection.session
    width = len(step.key)
    copies = step.text.partition(" SET ")[2].rpartition(" WHERE ")[0].endswith(" = ?")
    values = slice(2 + width, 2 + width + copies)
    try:
        write = session.prepare(step.text)
        query = SimpleStatement(step.rows.replace("${from}", cursor or str(LOWEST_TOKEN)), fetch_size=step.batch)
        now = time.time_ns() // 1000
        page = session.execute(query)
        done = written = 0
        while True:
            rows = list(page.current_rows)
            waiting = [
                session.execute_async(write, (now, _ttl(row[values.stop :]), *row[values], *row[1 : 1 + width]))
                for row in rows
                if row[1 + width] is None and None not in row[values]
            ]
            for future in waiting:
                future.result()
            done, written = done + len(rows), written + len(waiting)
            last = str(rows[-1][0]) if rows else cursor
            yield Progress(done, None, last, f"{written} of {done} rows written")
            if not page.has_more_pages:
                return
            now = time.time_ns() // 1000
            page.fetch_next_page()
    except (DriverException, NoHostAvailable, ErrorMessage, ConnectionException) as error:
        raise Unreachable(
            f"the backfill of {step.subject} stopped: {error}", "run the same command: it goes on"
        ) from None


def _ttl(lefts: tuple[Any, ...]) -> Any:
    """The longest time the row's columns have left; the table's default where no column has a TTL."""
    known = [left for left in lefts if left is not None]
    return max(known) if known else UNSET_VALUE
