"""Runs one step: a statement and its schema agreement, a wait for an index or view on every node, a check, a backfill."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from gamemodel.engines.cassandra.changes.indexes import INDEX_BUILT
from gamemodel.engines.cassandra.changes.views import VIEW_BUILT
from gamemodel.engines.cassandra.dialect.cql import significant
from gamemodel.engines.cassandra.dialect.statements import without_id
from gamemodel.engines.cassandra.server.backfill import run_backfill
from gamemodel.engines.cassandra.server.connection import Connection
from gamemodel.errors import CheckFailed, OutcomeUnknown, UsageError
from gamemodel.step import Backfill, Bindings, Check, Progress, Statement, Step, Wait

_DDL: Final = ("CREATE", "ALTER", "DROP")


def run(connection: Connection, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
    """Yields until the servers have it. Raises Unreachable, ServerRefused, OutcomeUnknown, CheckFailed."""
    match step:
        case Statement():
            return _statement(connection, step, bindings)
        case Wait():
            return _wait(connection, step)
        case Check():
            return _check(connection, step)
        case Backfill():
            return run_backfill(connection, step, cursor)


def rendered(connection: Connection, step: Statement, bindings: Bindings) -> str:
    """The text as it is sent. Amazon Keyspaces generates table ids."""
    text = without_id(step.text) if connection.keyspaces else step.text
    return bindings.fill(text, (*step.placeholders, *step.draws))


def _statement(connection: Connection, step: Statement, bindings: Bindings) -> Iterator[Progress]:
    text = rendered(connection, step, bindings)
    words = significant(text)
    if not words or words[0].text.upper() not in _DDL:
        connection.write(text)
        yield Progress(1, 1)
        return
    silent = connection.ddl(text)
    if connection.keyspaces:
        yield from _active(connection, step)
    late = f"{', '.join(silent)} did not answer and will follow when back" if silent else ""
    yield Progress(1, 1, note=late)


def _active(connection: Connection, step: Statement) -> Iterator[Progress]:
    """Waits for Amazon Keyspaces, which answers DDL before it is done; its catalogue has the status."""
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
        rows = connection.read(query, values)
        if (not rows and dropping) or (rows and rows[0][0] == "ACTIVE" and not dropping):
            return
        yield Progress(0, 1, note=str(rows[0][0]) if rows else "not there yet")
        time.sleep(1)
    raise OutcomeUnknown(f"{step.subject} is not ACTIVE after 15 min", "run the same command again: it looks first")


def _wait(connection: Connection, step: Wait) -> Iterator[Progress]:
    keyspace, _, rest = step.subject.partition(".")
    table, _, inner = rest.partition(".")
    name = inner.removeprefix("index:")
    if step.until not in (INDEX_BUILT, VIEW_BUILT):
        raise UsageError(f"Cassandra cannot wait for '{step.until}'", f"known: {INDEX_BUILT}, {VIEW_BUILT}")
    began = time.monotonic()
    pause = 0.02
    while True:
        if step.until == INDEX_BUILT:
            ready, total, silent = _index_ready(connection, keyspace, name)
        else:
            ready, total, silent = _ready(
                connection,
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


def _index_ready(connection: Connection, keyspace: str, index: str) -> tuple[int, int, list[str]]:
    """A legacy index is in the node's IndexInfo (whose table_name is the keyspace), a storage-attached one is queryable."""
    legacy = 'SELECT index_name FROM system."IndexInfo" WHERE table_name = %s AND index_name = %s'
    attached = (
        "SELECT index_name FROM system_views.sai_column_indexes "
        "WHERE keyspace_name = %s AND index_name = %s AND is_queryable = true ALLOW FILTERING"
    )
    found = _ready(connection, legacy, keyspace, index)
    return found if found[0] == found[1] and found[1] else max(found, _ready(connection, attached, keyspace, index))


def _ready(connection: Connection, query: str, *values: str) -> tuple[int, int, list[str]]:
    """Nodes with a row, nodes that answered, and those that did not."""
    found = connection.on_every_node(query, values)
    answers = [rows for _, rows in found if rows is not None]
    silent = [place for place, rows in found if rows is None]
    return sum(1 for rows in answers if rows), len(answers), silent


def _check(connection: Connection, step: Check) -> Iterator[Progress]:
    rows = connection.read(step.text)
    if rows:
        raise CheckFailed(step.message, [", ".join(map(str, row)) for row in rows[:3]])
    yield Progress(1, 1)
