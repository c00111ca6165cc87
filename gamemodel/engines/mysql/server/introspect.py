"""Read a live database into a Schema, in a dozen bulk queries whatever the number of tables."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.dialect import expressions, values
from gamemodel.engines.mysql.dialect.tokens import ExpressionError
from gamemodel.engines.mysql.schema import (
    Check,
    Column,
    ForeignKey,
    Generated,
    Index,
    IndexPart,
    Other,
    Partition,
    Partitioning,
    Schema,
    Table,
)
from gamemodel.engines.mysql.server import catalogue
from gamemodel.engines.mysql.server.canonicalize import parsers
from gamemodel.named import by_name
from gamemodel.step import digest

Row = tuple[Any, ...]
Query = Callable[[str, tuple[Any, ...]], tuple[Row, ...]]
"""Sends one SELECT and returns all rows."""


def read(query: Query, database: str, expected: Schema, ignore: tuple[str, ...] = ()) -> Schema:
    """What `database` holds, without the tables of gamemodel and Alembic and those that match `ignore`.

    The flavour is taken from `expected`, since a database does not record it; the collation is left out where `expected` has none.
    """
    defaults = query(catalogue.SCHEMA, (database,))
    if not defaults:
        return Schema()
    hidden = _hidden(ignore)
    found = [row for row in query(catalogue.TABLES, (database,)) if not hidden(row[0])]
    parts = _Rows(query, database)
    tables = by_name(parts.table(row) for row in found if row[1] == "BASE TABLE")
    others = _others(query(catalogue.OTHERS, (database,) * 4), hidden)
    collation = defaults[0][0] if expected.database.collation else ""
    schema = Schema(replace(expected.database, collation=collation), tables, others)
    return _with_parsers(query, schema)


def _hidden(ignore: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda name: name in catalogue.OWN or any(fnmatch.fnmatchcase(name, pattern) for pattern in ignore)


class _Rows:
    """The rows of each catalogue table, by the table they belong to."""

    def __init__(self, query: Query, database: str) -> None:
        def rows(text: str) -> dict[str, list[Row]]:
            return _by_table(query(text, (database,)))

        self.columns, self.indexes, self.keys = rows(catalogue.COLUMNS), rows(catalogue.INDEXES), rows(catalogue.KEYS)
        self.rules, self.check_tables, self.partitions = (
            rows(catalogue.RULES),
            rows(catalogue.CHECK_TABLES),
            rows(catalogue.PARTITIONS),
        )
        self.checks: dict[str, str] = dict(query(catalogue.CHECKS, (database,)))
        self.database = database

    def table(self, row: Row) -> Table:
        name, _, engine, row_format, collation, create_options, comment = row
        indexes = [_index(rows) for rows in _grouped(self.indexes.get(name, []))]
        primary = next((each.parts for each in indexes if each.name == "PRIMARY"), ())
        return Table(
            name=name,
            columns=tuple(_column(each) for each in sorted(self.columns.get(name, []), key=itemgetter(1))),
            primary_key=primary,
            indexes=_by_name(each for each in indexes if each.name != "PRIMARY"),
            foreign_keys=_by_name(self.foreign_keys(name)),
            checks=_by_name(self.table_checks(name)),
            collation=collation or "",
            comment=comment,
            row_format=_row_format(create_options or "", row_format or ""),
            engine=engine or "",
            partitioning=_partitioning(self.partitions.get(name, [])),
            options=_options(create_options or ""),
        )

    def foreign_keys(self, table: str) -> Iterable[ForeignKey]:
        rules = {row[1]: row for row in self.rules.get(table, [])}
        for rows in _grouped(self.keys.get(table, [])):
            first = rows[0]
            other = first[5] if first[4] == self.database else f"{first[4]}.{first[5]}"
            rule = rules.get(first[1], ("", "", "RESTRICT", "RESTRICT"))
            yield ForeignKey(
                first[1],
                tuple(row[3] for row in rows),
                other,
                tuple(row[6] for row in rows),
                _rule(rule[2]),
                _rule(rule[3]),
            )

    def table_checks(self, table: str) -> Iterable[Check]:
        for _, name, enforced in self.check_tables.get(table, []):
            yield Check(name, expressions.lenient(values.unescaped(self.checks.get(name, ""))), enforced == "YES")


def _by_table(rows: tuple[Row, ...]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _grouped(rows: list[Row]) -> Iterable[list[Row]]:
    """Rows of one table by their second column, each group in the order of the third."""
    for _, group in groupby(sorted(rows, key=itemgetter(1, 2)), key=itemgetter(1)):
        yield list(group)


def _by_name(found: Iterable[Any]) -> tuple[Any, ...]:
    return by_name(found)


def _rule(text: str) -> str:
    return "restrict" if text in ("NO ACTION", "RESTRICT") else text.lower()


def _column(row: Row) -> Column:
    _, _, name, column_type, nullable, default, extra, collation, expression, comment, srid = row
    type_ = types.canonical(column_type)
    generated = None
    if expression:
        generated = Generated(expressions.lenient(values.unescaped(expression)), "STORED" in extra)
    update = extra.partition("on update ")[2].partition(" ")[0]
    return Column(
        name=name,
        type=type_,
        nullable=nullable == "YES",
        default=None if generated else values.observed_default(default, extra, type_),
        on_update=update,
        collation=collation or "",
        generated=generated,
        auto_increment="auto_increment" in extra,
        invisible="INVISIBLE" in extra,
        comment=comment,
        srid=srid,
    )


def _index(rows: list[Row]) -> Index:
    first = rows[0]
    kind = {"FULLTEXT": "fulltext", "SPATIAL": "spatial"}.get(first[7], "index" if first[3] else "unique")
    parts = tuple(
        IndexPart(
            row[4] or "",
            expressions.lenient(values.unescaped(row[10])) if row[10] else "",
            None if kind == "spatial" else row[6],
            row[5] == "D",
        )
        for row in rows
    )
    return Index(first[1], parts, kind, first[9] == "NO", first[8])


def _partitioning(rows: list[Row]) -> Partitioning | None:
    if not rows:
        return None
    rows = sorted(rows, key=itemgetter(1))
    method, by = rows[0][3], _listed(rows[0][4] or "")
    sub = f"{rows[0][7]} ({rows[0][8] or ''}) {rows[0][9]}" if rows[0][7] else ""
    if method.endswith(("HASH", "KEY")):
        return Partitioning(method, by, count=len(rows), sub=sub)
    unique = {row[2]: row for row in rows}
    parts = tuple(Partition(row[2], _listed(row[5] or ""), row[6]) for row in unique.values())
    return Partitioning(method, by, parts, sub=sub)


def _listed(text: str) -> str:
    try:
        return expressions.canonical_list(text) if text else ""
    except ExpressionError:
        return text


def _row_format(create_options: str, shown: str) -> str:
    """The requested format, if any: for a partitioned table that was altered, ROW_FORMAT shows the old one (9.7.4)."""
    asked = re.search(r"row_format=(\w+)", create_options, re.IGNORECASE)
    return (asked[1] if asked else shown).lower()


def _options(text: str) -> tuple[tuple[str, str], ...]:
    """CREATE_OPTIONS without row_format."""
    found = []
    for word in text.split():
        key, equals, value = word.partition("=")
        if equals and key.lower() != "row_format":
            found.append((key.lower(), value.strip("'\"")))
    return tuple(sorted(found))


def _others(rows: tuple[Row, ...], hidden: Callable[[str], bool]) -> tuple[Other, ...]:
    found = (Other(kind, name, digest(text or "")[:16]) for kind, name, text in rows if not hidden(name))
    return tuple(sorted(found, key=lambda each: (each.kind, each.name)))


def _with_parsers(query: Query, schema: Schema) -> Schema:
    """Add the parsers of full-text indexes, which only SHOW CREATE TABLE shows."""
    for table in schema.tables:
        if any(index.kind == "fulltext" for index in table.indexes):
            found = parsers(query, table.name)
            indexes = tuple(replace(each, parser=found.get(each.name, "")) for each in table.indexes)
            schema = schema.with_table(replace(table, indexes=indexes))
    return schema
