"""Sends one step: DDL and its agreement, a wait for an index or view on every node, a check, a backfill with its cursor."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Final

from cassandra import DriverException
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.protocol import ErrorMessage
from cassandra.query import UNSET_VALUE, SimpleStatement

from gamemodel.engines.cassandra.changes.indexes import INDEX_BUILT
from gamemodel.engines.cassandra.changes.tables import without_id
from gamemodel.engines.cassandra.changes.views import VIEW_BUILT
from gamemodel.engines.cassandra.dialect.cql import significant
from gamemodel.engines.cassandra.server.connection import Wire
from gamemodel.errors import OutcomeUnknown, RefusedError, Unreachable, UsageError
from gamemodel.step import Backfill, Bindings, Check, Progress, Statement, Step, Wait

_DDL: Final = ("CREATE", "ALTER", "DROP")
LOWEST_TOKEN: Final = -(2**63)


def run(wire: Wire, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
    """Yields until the servers have it. Raises Unreachable, ServerRefused, OutcomeUnknown, RefusedError."""
    match step:
        case Statement():
            return _statement(wire, step, bindings)
        case Wait():
            return _wait(wire, step)
        case Check():
            return _check(wire, step)
        case Backfill():
            return _backfill(wire, step, cursor)


def rendered(wire: Wire, step: Statement, bindings: Bindings) -> str:
    """The text as it is sent. Amazon Keyspaces draws table ids itself."""
    text = without_id(step.text) if wire.keyspaces else step.text
    return bindings.fill(text, (*step.placeholders, *step.draws))


def _statement(wire: Wire, step: Statement, bindings: Bindings) -> Iterator[Progress]:
    text = rendered(wire, step, bindings)
    words = significant(text)
    if not words or words[0].text.upper() not in _DDL:
        wire.write(text)
        yield Progress(1, 1)
        return
    silent = wire.ddl(text)
    if wire.keyspaces:
        yield from _active(wire, step)
    late = f"{', '.join(silent)} did not answer and will follow when back" if silent else ""
    yield Progress(1, 1, note=late)


def _active(wire: Wire, step: Statement) -> Iterator[Progress]:
    """Amazon Keyspaces answers DDL at once and does it later: its own catalogue says when."""
    keyspace, _, rest = step.subject.partition(".")
    table = rest.partition(".")[0]
    query = "SELECT status FROM system_schema_mcs.keyspaces WHERE keyspace_name = %s"
    values: tuple[str, ...] = (keyspace,)
    if table and ":" not in table:
        query = "SELECT status FROM system_schema_mcs.tables WHERE keyspace_name = %s AND table_name = %s"
        values = (keyspace, table)
    dropping = step.text.upper().startswith("DROP")
    end = time.monotonic() + 900
    while time.monotonic() < end:
        rows = wire.read(query, values)
        if (not rows and dropping) or (rows and rows[0][0] == "ACTIVE" and not dropping):
            return
        yield Progress(0, 1, note=str(rows[0][0]) if rows else "not there yet")
        time.sleep(1)
    raise OutcomeUnknown(f"{step.subject} is not ACTIVE after 15 min", "run the same command again: it looks first")


def _wait(wire: Wire, step: Wait) -> Iterator[Progress]:
    keyspace, _, rest = step.subject.partition(".")
    table, _, inner = rest.partition(".")
    name = inner.removeprefix("index:")
    if step.until not in (INDEX_BUILT, VIEW_BUILT):
        raise UsageError(f"Cassandra cannot wait for '{step.until}'", f"known: {INDEX_BUILT}, {VIEW_BUILT}")
    began = time.monotonic()
    pause = 0.02
    while True:
        if step.until == INDEX_BUILT:
            ready, total, silent = _index_ready(wire, keyspace, name)
        else:
            ready, total, silent = _ready(
                wire,
                "SELECT view_name FROM system.built_views WHERE keyspace_name = %s AND view_name = %s",
                keyspace,
                table,
            )
        yield Progress(ready, total, note=f"no answer from {', '.join(silent)}" if silent else "")
        if total and ready == total:
            return
        if time.monotonic() - began > step.timeout_s:
            raise OutcomeUnknown(
                f"{step.subject}: built on {ready} of {total} nodes after {step.timeout_s} s",
                "run the same command again to go on waiting",
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 2.0)


def _index_ready(wire: Wire, keyspace: str, index: str) -> tuple[int, int, list[str]]:
    """A legacy index is in the node's IndexInfo (whose table_name is the keyspace), a storage-attached one is queryable."""
    legacy = 'SELECT index_name FROM system."IndexInfo" WHERE table_name = %s AND index_name = %s'
    attached = (
        "SELECT index_name FROM system_views.sai_column_indexes "
        "WHERE keyspace_name = %s AND index_name = %s AND is_queryable = true ALLOW FILTERING"
    )
    found = _ready(wire, legacy, keyspace, index)
    return found if found[0] == found[1] and found[1] else max(found, _ready(wire, attached, keyspace, index))


def _ready(wire: Wire, query: str, *values: str) -> tuple[int, int, list[str]]:
    """Nodes with a row, nodes that answered, and those that did not."""
    found = wire.on_every_node(query, values)
    answers = [rows for _, rows in found if rows is not None]
    silent = [place for place, rows in found if rows is None]
    return sum(1 for rows in answers if rows), len(answers), silent


def _check(wire: Wire, step: Check) -> Iterator[Progress]:
    rows = wire.read(step.text)
    if rows:
        shown = "; ".join(", ".join(map(str, row)) for row in rows[:3])
        raise RefusedError(f"{step.message}: {len(rows)} rows, such as {shown}", f"the check was: {step.text}")
    yield Progress(1, 1)


def _backfill(wire: Wire, step: Backfill, cursor: str | None) -> Iterator[Progress]:
    """Pages along the ring from the cursor (a token). A second run finds nothing to write.

    The write time is from before the page was read, so that any later write or delete wins; the TTL is what the row's
    other columns have left. A marker more than write time, TTL and key is the value of the column that is copied.
    """
    session = wire.session
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
    """The longest time the row's columns have left; the table's own default where no column says."""
    known = [left for left in lefts if left is not None]
    return max(known) if known else UNSET_VALUE
