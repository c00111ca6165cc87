"""Clauses of CREATE and ALTER statements, and their placeholders."""

from __future__ import annotations

from gamemodel.engines.cassandra.dialect.cql import quote
from gamemodel.engines.cassandra.schema import Clustering, Column

ID = "id"
"""The drawn table id: two racing runners cannot create two tables, and a table created again has another id."""


WITH_ID = f"WITH id = ${{{ID}}}"


AND = "\n    AND "


def column_text(column: Column) -> str:
    """`body text STATIC MASKED WITH mask_default()`."""
    static = " STATIC" if column.kind == "static" else ""
    mask = f" MASKED WITH {column.mask}" if column.mask else ""
    return f"{quote(column.name)} {column.type}{static}{mask}"


def key_text(partition: tuple[str, ...], clustering: tuple[Clustering, ...]) -> str:
    """`PRIMARY KEY ((sender_user_name, id_month), id)`."""
    head = ", ".join(map(quote, partition))
    head = f"({head})" if len(partition) > 1 else head
    return f"PRIMARY KEY ({', '.join((head, *(quote(each.name) for each in clustering)))})"


def order_clause(clustering: tuple[Clustering, ...], *, always: bool = False) -> tuple[str, ...]:
    """`CLUSTERING ORDER BY (id DESC)`, or nothing where all ascend, unless `always`."""
    if not (clustering and (always or any(each.descending for each in clustering))):
        return ()
    orders = (f"{quote(each.name)} {'DESC' if each.descending else 'ASC'}" for each in clustering)
    return (f"CLUSTERING ORDER BY ({', '.join(orders)})",)


def without_id(text: str) -> str:
    """A CREATE TABLE without its id, for cqlsh and Amazon Keyspaces: the server generates one."""
    return text.replace(f"{WITH_ID}{AND}", "WITH ").replace(f" {WITH_ID}", "")


REPLICATION = "replication"
"""The placeholder whose value is a target's replication map, as a CQL literal."""
