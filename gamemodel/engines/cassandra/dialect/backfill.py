"""The Backfill that fills a new column in rows that exist."""

from __future__ import annotations

from gamemodel.engines.cassandra.dialect.cql import qualified, quote
from gamemodel.engines.cassandra.schema import Column, Table
from gamemodel.step import Backfill


def fill_step(subject: str, keyspace: str, table: Table, column: Column, value: str, source: str = "") -> Backfill:
    """The Backfill that gives `value`, or what the column `source` has, to rows whose `column` is empty.

    `rows` begins at the token `${from}` and yields, per row: its token, the key, the column, the source where there is one, and
    TTLs of other columns; `text` has the markers of its write time, its TTL (so that the value does not outlive its row), of the
    source's value where there is one, and of its key.
    """
    static = column.kind == "static"
    key = table.partition if static else table.key
    names = ", ".join(map(quote, key))
    token = f"token({', '.join(map(quote, table.partition))})"
    lasting = (
        c.name for c in table.columns if c.name not in table.key and c.kind == column.kind and c.name != column.name
    )
    scalars = [name for name in lasting if "<" not in getattr(table.column(name), "type", "<")]
    scalars = [source] if source in scalars else scalars[:4]
    copied = (quote(source),) if source else ()
    selected = ", ".join((token, names, quote(column.name), *copied, *(f"TTL({quote(name)})" for name in scalars)))
    where = qualified(keyspace, table.name)
    distinct = "DISTINCT " if static else ""
    marks = " AND ".join(f"{quote(name)} = ?" for name in key)
    return Backfill(
        subject,
        f"UPDATE {where} USING TIMESTAMP ? AND TTL ? SET {quote(column.name)} = {'?' if source else value} WHERE {marks}",
        key,
        f"SELECT {distinct if not scalars else ''}{selected} FROM {where} WHERE {token} >= ${{from}}",
        comment=f"rows without {column.name} get {f'their {source}' if source else value}",
    )
