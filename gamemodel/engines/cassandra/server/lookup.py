"""The part of a schema that a subject names, so that one subject can be compared before, after and live."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engines.cassandra.schema import Schema, Table


def part(schema: Schema, subject: str) -> object | None:
    """What `subject` (schema.py says their forms) is in `schema`; None where it does not exist."""
    keyspace, _, rest = subject.partition(".")
    if keyspace != schema.name:
        return None
    if not rest or rest.startswith("option:"):
        return schema.keyspace
    if rest.startswith("type:"):
        return schema.type(rest.removeprefix("type:").partition(".")[0])
    name, _, inner = rest.partition(".")
    view = schema.view(name)
    if view is not None:
        return view.options if inner.startswith("option:") else view
    table = schema.table(name)
    return _in_table(table, inner) if table is not None else None


def _in_table(table: Table, inner: str) -> object | None:
    if not inner:
        return replace(table, indexes=(), dropped=(), id="")
    if inner.startswith("index:"):
        return table.index(inner.removeprefix("index:"))
    if inner.startswith("option:"):
        return table.options
    column = table.column(inner)
    return (column, inner in table.key) if column is not None else None
