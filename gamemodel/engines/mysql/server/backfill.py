"""Run a backfill: write rows in batches along the primary key, resuming at a cursor."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gamemodel.engines.mysql.dialect.quoting import name, names
from gamemodel.engines.mysql.server.connection import Connection
from gamemodel.step import Backfill, Progress


def fill(connection: Connection, step: Backfill, cursor: str | None) -> Iterator[Progress]:
    """One batch per Progress. The cursor is the last key written, so a second run continues after it.

    `step.text` is an UPDATE that ends in a condition; the keys of the batch are added to it. Raises ServerRefused, Unreachable.
    """
    table = name(step.subject.partition(".")[0])
    if not step.key:
        yield Progress(connection.changed(step.text))
        return
    after = _load(cursor)
    done = 0
    while True:
        last = _last_of_batch(connection, step, table, after)
        if last is None:
            return
        low, low_values = _bound(step.key, ">", after)
        high, high_values = _bound(step.key, "<=", last)
        done += connection.changed(_escaped(step.text) + low + high, (*low_values, *high_values))
        after = last
        yield Progress(done, cursor=_dump(after), note=f"{done} rows")


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _last_of_batch(
    connection: Connection, step: Backfill, table: str, after: tuple[Any, ...] | None
) -> tuple[Any, ...] | None:
    """The key of the last row that the next batch may touch; None behind the last row."""
    condition, values = _bound(step.key, ">", after)
    keys = names(step.key)
    inner = f"SELECT {keys} FROM {table} WHERE TRUE{condition} ORDER BY {keys} LIMIT {int(step.batch)}"
    reverse = ", ".join(f"{name(each)} DESC" for each in step.key)
    rows = connection.query(f"SELECT {keys} FROM ({inner}) AS batch ORDER BY {reverse} LIMIT 1", values)
    return rows[0] if rows else None


def _bound(key: tuple[str, ...], sign: str, values: tuple[Any, ...] | None) -> tuple[str, tuple[Any, ...]]:
    """`AND (a, b) > (x, y)`, written out so that the index is used: a > x OR (a = x AND b > y)."""
    if values is None:
        return "", ()
    parts: list[str] = []
    given: list[Any] = []
    for place, column in enumerate(key):
        last = place == len(key) - 1
        compared = [f"{name(each)} = %s" for each in key[:place]]
        compared.append(f"{name(column)} {sign if last else sign[0]} %s")
        parts.append("(" + " AND ".join(compared) + ")")
        given += [*values[:place], values[place]]
    return f" AND ({' OR '.join(parts)})", tuple(given)


def _dump(values: tuple[Any, ...]) -> str:
    """A key as text: bytes in hexadecimal, everything else as MySQL reads it back."""
    return json.dumps(
        [
            {"hex": each.hex()} if isinstance(each, bytes) else each if isinstance(each, int) else str(each)
            for each in values
        ]
    )


def _load(cursor: str | None) -> tuple[Any, ...] | None:
    if cursor is None:
        return None
    return tuple(bytes.fromhex(each["hex"]) if isinstance(each, dict) else each for each in json.loads(cursor))
