"""Names are short enough and unique; comments are short enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.mysql import codes, flavours
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.schema import Schema, Table
from gamemodel.topology import Store


def check_store(store: Store, options: Options) -> Iterator[Diagnostic]:
    if len(options.schema) > flavours.IDENTIFIER:
        message = f"the database name {options.schema} has more than {flavours.IDENTIFIER} characters"
        yield codes.BAD_NAME.at(store.span, message)


def check(schema: Schema, hints: Hints) -> Iterator[Diagnostic]:
    yield from _across_tables(schema, hints)
    for table in schema.tables:
        yield from _in_table(table, hints)
        yield from _comments(table, hints)


def _across_tables(schema: Schema, hints: Hints) -> Iterator[Diagnostic]:
    """Names of tables, checks and foreign keys are unique in the database."""
    tables = Counter(table.name for table in schema.tables)
    for name in sorted(name for name, times in tables.items() if times > 1):
        yield codes.BAD_NAME.at(hints.span(name), f"two entities make a table {name}", "write another table: in one")
    owners: dict[tuple[str, str], str] = {}
    for table in schema.tables:
        named = [("check", each.name) for each in table.checks]
        named += [("foreign key", each.name) for each in table.foreign_keys]
        for kind, name in named:
            first = owners.setdefault((kind, name.lower()), table.name)
            if first != table.name:
                span = hints.span(f"{table.name}.{kind.replace(' ', '_')}:{name}")
                message = f"{kind} {name} of {table.name} has the name of one of {first}"
                yield codes.BAD_NAME.at(span, message, f"such names are unique in the database: {table.name}_{name}")


def _in_table(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    named: list[tuple[str, str]] = [("table", table.name)]
    named += [("column", each.name) for each in table.columns]
    named += [("index", each.name) for each in table.indexes]
    named += [("check", each.name) for each in table.checks]
    for kind, name in named:
        if len(name) > flavours.IDENTIFIER:
            message = f"{kind} {name} has more than {flavours.IDENTIFIER} characters"
            yield codes.BAD_NAME.at(hints.span(f"{table.name}.{name}"), message)
        if kind == "index" and name.lower() == "primary":
            yield codes.BAD_NAME.at(hints.span(f"{table.name}.index:{name}"), "an index cannot be named primary")
    counted = Counter((kind, name.lower()) for kind, name in named)
    for kind, name in named:
        if kind in ("column", "index") and counted[kind, name.lower()] > 1:
            message = f"table {table.name} has two {'columns' if kind == 'column' else 'indexes'} named {name}"
            yield codes.BAD_NAME.at(hints.span(f"{table.name}.{name}"), message)


def _comments(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    comments = [("table", "", table.comment)]
    comments += [("column", each.name, each.comment) for each in table.columns]
    comments += [("index", each.name, each.comment) for each in table.indexes]
    for kind, name, text in comments:
        limit = flavours.COMMENTS[kind]
        if len(text) > limit:
            message = f"the comment of {kind} {name or table.name} has more than {limit} characters"
            yield codes.BAD_NAME.at(hints.span(f"{table.name}.{name}" if name else table.name), message)
