"""Compare declared expressions with live ones by how the server itself prints them.

MySQL rewrites expressions deeply (`b` becomes `0 <> b`, a row comparison becomes a conjunction). The declared table is made as
a temporary one, and its printed lines are compared with the live table's: equal lines are equal definitions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gamemodel.engines.mysql.dialect import statements
from gamemodel.engines.mysql.dialect.quoting import name
from gamemodel.engines.mysql.schema import Column, Schema, Table
from gamemodel.errors import ServerRefused

Query = Callable[[str, tuple[Any, ...]], tuple[tuple[Any, ...], ...]]

_PROBE = "gamemodel_probe"
_PARSER = re.compile(r"FULLTEXT KEY `((?:[^`]|``)+)`.* WITH PARSER `([^`]+)`")


def parsers(query: Query, table: str) -> dict[str, str]:
    """Parser plugin by name of the full-text index."""
    text = query(f"SHOW CREATE TABLE {name(table)}", ())[0][1]
    return {found[1].replace("``", "`"): found[2] for found in map(_PARSER.search, text.splitlines()) if found}


def canonicalize(query: Query, live: Schema, expected: Schema) -> Schema:
    """`live`, with the declared text wherever the server prints both alike."""
    for declared in expected.tables:
        table = live.table(declared.name)
        if table is not None and table != declared and _candidates(table, declared):
            live = live.with_table(_canonical(query, table, declared))
    return live


def _candidates(live: Table, declared: Table) -> bool:
    """Whether an expression of the same name is written differently."""
    for check in declared.checks:
        own_check = live.check(check.name)
        if own_check and own_check.expression != check.expression:
            return True
    for column in declared.columns:
        own_column = live.column(column.name)
        if own_column and _differs(own_column, column):
            return True
    return any(
        live.index(each.name) not in (None, each) and any(lookup.expression for lookup in each.parts)
        for each in declared.indexes
    )


def _differs(live: Column, declared: Column) -> bool:
    """Written differently where the canonical forms may differ though the meaning is the same: expressions, and bytes, which
    information_schema cuts at the first zero (measured on 9.7.4)."""
    if live.generated is not None and declared.generated is not None:
        return live.generated != declared.generated
    if live.default is None or declared.default is None or live.default == declared.default:
        return False
    return live.default[0] == declared.default[0] == "(" or live.type.startswith(("binary", "varbinary"))


def _canonical(query: Query, live: Table, declared: Table) -> Table:
    printed = _lines(query(f"SHOW CREATE TABLE {name(live.name)}", ())[0][1])
    wanted = _declared_lines(query, declared)

    def same(key: str) -> bool:
        return key in wanted and wanted[key] == printed.get(key)

    def check(each: Any) -> Any:
        own = declared.check(each.name)
        return replace(each, expression=own.expression) if own and same(f"CONSTRAINT {name(each.name)}") else each

    def column(each: Any) -> Any:
        own = declared.column(each.name)
        if own is None or not _differs(each, own) or not same(name(each.name)):
            return each
        return replace(each, default=own.default, generated=own.generated)

    def index(each: Any) -> Any:
        own = declared.index(each.name)
        return replace(each, parts=own.parts) if own and same(f"KEY {name(each.name)}") else each

    return replace(
        live,
        columns=tuple(map(column, live.columns)),
        indexes=tuple(map(index, live.indexes)),
        checks=tuple(map(check, live.checks)),
    )


def _declared_lines(query: Query, declared: Table) -> dict[str, str]:
    """The printed lines of the declared table; none where the server refuses to create it."""
    # a temporary table is neither partitioned nor compressed, and has neither foreign keys nor full-text indexes
    indexes = tuple(each for each in declared.indexes if each.kind in ("index", "unique"))
    probe = replace(
        declared, name=_PROBE, indexes=indexes, foreign_keys=(), partitioning=None, row_format="dynamic", options=()
    )
    create = statements.create_table(probe).replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1)
    try:
        query(f"DROP TEMPORARY TABLE IF EXISTS {_PROBE}", ())
        query(create, ())
        return _lines(query(f"SHOW CREATE TABLE {_PROBE}", ())[0][1])
    except ServerRefused:
        return {}
    finally:
        query(f"DROP TEMPORARY TABLE IF EXISTS {_PROBE}", ())


_KEY = re.compile(
    r"^(?:UNIQUE |FULLTEXT |SPATIAL )?(KEY `(?:[^`]|``)+`)|^(CONSTRAINT `(?:[^`]|``)+`) CHECK|^(`(?:[^`]|``)+`) "
)


def _lines(create: str) -> dict[str, str]:
    """`CONSTRAINT `c``, `KEY `i`` or `` `column` `` -> its line in SHOW CREATE TABLE."""
    found = {}
    for line in create.splitlines()[1:]:
        text = line.strip().rstrip(",")
        match = _KEY.match(text)
        if match:
            found[match[1] or match[2] or match[3]] = text
    return found
