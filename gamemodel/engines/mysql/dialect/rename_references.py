"""Rename a column in everything that refers to it, as the server does."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engines.mysql.dialect.quoting import bare
from gamemodel.engines.mysql.schema import ForeignKey, IndexPart, Partitioning, Schema, Table


def rename_column(schema: Schema, table: str, old: str, new: str) -> Schema:
    """Keys, indexes, foreign keys of either side and partitioning by columns follow; expressions are not rewritten."""

    def follow(key: ForeignKey, owner: str) -> ForeignKey:
        columns = _renamed(key.columns, old, new) if owner == table else key.columns
        references = _renamed(key.references, old, new) if key.table == table else key.references
        return replace(key, columns=columns, references=references)

    tables = []
    for each in schema.tables:
        made = replace(each, foreign_keys=tuple(follow(key, each.name) for key in each.foreign_keys))
        tables.append(_inside(made, old, new) if each.name == table else made)
    return replace(schema, tables=tuple(tables))


def _renamed(columns: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if each == old else each for each in columns)


def _inside(table: Table, old: str, new: str) -> Table:
    def parts(found: tuple[IndexPart, ...]) -> tuple[IndexPart, ...]:
        return tuple(replace(part, column=new) if part.column == old else part for part in found)

    return replace(
        table,
        columns=tuple(replace(each, name=new) if each.name == old else each for each in table.columns),
        primary_key=parts(table.primary_key),
        indexes=tuple(replace(index, parts=parts(index.parts)) for index in table.indexes),
        partitioning=_partitioning(table.partitioning, old, new),
    )


def _partitioning(found: Partitioning | None, old: str, new: str) -> Partitioning | None:
    if found is None or not found.method.endswith(("COLUMNS", "KEY")):
        return found
    names = found.by.split(", ")
    return replace(found, by=", ".join(bare(new) if each == bare(old) else each for each in names))
