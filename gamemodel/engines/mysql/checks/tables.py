"""The compiled tables against MySQL's limits and rules: names, lengths, keys, foreign keys, partitioning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from gamemodel.change import Hints
from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.mysql import codes, flavours, types
from gamemodel.engines.mysql.checks import size as sizes
from gamemodel.engines.mysql.dialect import dependencies as depends
from gamemodel.engines.mysql.finding import finding
from gamemodel.engines.mysql.schema import Column, ForeignKey, Index, IndexPart, Schema, Table


def schema(schema: Schema, hints: Hints) -> Iterator[Diagnostic]:
    """Every finding about the tables, at the places that the hints know."""
    yield from _names(schema, hints)
    for table in schema.tables:
        yield from _table_names(table, hints)
        yield from _sizes(table, hints)
        for index in table.indexes:
            yield from _index(table, index, hints)
        for key in table.foreign_keys:
            yield from _foreign_key(schema, table, key, hints)
        yield from _partitioning(schema, table, hints)


def _names(schema: Schema, hints: Hints) -> Iterator[Diagnostic]:
    tables = Counter(table.name for table in schema.tables)
    for name in sorted(name for name, times in tables.items() if times > 1):
        yield finding(
            codes.BAD_NAME, f"two entities make a table {name}", hints.span(name), "write another table: in one"
        )
    owners: dict[tuple[str, str], str] = {}
    for table in schema.tables:
        named = [("check", each.name) for each in table.checks] + [
            ("foreign key", each.name) for each in table.foreign_keys
        ]
        for kind, name in named:
            first = owners.setdefault((kind, name.lower()), table.name)
            if first != table.name:
                message = f"{kind} {name} of {table.name} has the name of one of {first}"
                help = f"such names are unique in the database: {table.name}_{name}"
                yield finding(codes.BAD_NAME, message, hints.span(f"{table.name}.check:{name}"), help)


def _table_names(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    named: list[tuple[str, str]] = [("table", table.name)]
    named += [("column", each.name) for each in table.columns]
    named += [("index", each.name) for each in table.indexes]
    named += [("check", each.name) for each in table.checks]
    for kind, name in named:
        if len(name) > flavours.IDENTIFIER:
            message = f"{kind} {name} has more than {flavours.IDENTIFIER} characters"
            yield finding(codes.BAD_NAME, message, hints.span(f"{table.name}.{name}"))
        if kind == "index" and name.lower() == "primary":
            yield finding(codes.BAD_NAME, "an index cannot be named primary", hints.span(f"{table.name}.index:{name}"))
    for kind, name in ((k, n) for k, n in named if k in ("column", "index")):
        if sum(each[1].lower() == name.lower() and each[0] == kind for each in named) > 1:
            yield finding(
                codes.BAD_NAME, f"table {table.name} has two {kind}s named {name}", hints.span(f"{table.name}.{name}")
            )
    for kind, comments in (
        ("table", [("", table.comment)]),
        ("column", [(each.name, each.comment) for each in table.columns]),
        ("index", [(each.name, each.comment) for each in table.indexes]),
    ):
        for name, text in comments:
            if len(text) > flavours.COMMENTS[kind]:
                message = (
                    f"the comment of {kind} {name or table.name} has more than {flavours.COMMENTS[kind]} characters"
                )
                yield finding(codes.BAD_NAME, message, hints.span(f"{table.name}.{name}" if name else table.name))


def _sizes(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    span = hints.span(table.name)
    size = sizes.row(table)
    if size > flavours.ROW_BYTES:
        widest = max(table.columns, key=sizes.value)
        message = f"a row of {table.name} may take {size:,} bytes; MySQL allows {flavours.ROW_BYTES:,}"
        yield finding(
            codes.ROW_TOO_LONG, message, span, f"the longest column is {widest.name} {widest.type}: make it text"
        )
    limit = flavours.INDEX_BYTES if table.row_format in ("dynamic", "compressed") else 767
    for name, parts in sizes.entries(table):
        size = sizes.entry(table, parts)
        where = hints.span(f"{table.name}.index:{name}") or span
        if size > limit:
            message = f"an entry of {name} of {table.name} may take {size:,} bytes; MySQL allows {limit:,}"
            yield finding(codes.KEY_TOO_LONG, message, where, "index a prefix: {column: {prefix: 100}}")
        if len(parts) > flavours.INDEX_PARTS:
            yield finding(
                codes.KEY_TOO_LONG, f"{name} of {table.name} has more than {flavours.INDEX_PARTS} parts", where
            )
    if len(table.columns) > flavours.COLUMNS:
        yield finding(codes.ROW_TOO_LONG, f"{table.name} has more than {flavours.COLUMNS} columns", span)
    if len(table.indexes) > flavours.INDEXES:
        yield finding(codes.BAD_INDEX, f"{table.name} has more than {flavours.INDEXES} indexes", span)
    yield from _primary(table, hints)
    numbered = [each.name for each in table.columns if each.auto_increment]
    starts = {table.key_columns[:1], *(tuple(part.column for part in each.parts[:1]) for each in table.indexes)}
    if len(numbered) > 1 or any((name,) not in starts for name in numbered):
        yield finding(codes.BAD_INDEX, f"{table.name}: one AUTO_INCREMENT column, and first in a key: {numbered}", span)


def _primary(table: Table, hints: Hints) -> Iterator[Diagnostic]:
    if not table.primary_key:
        message = f"table {table.name} has no primary key"
        yield finding(codes.BAD_INDEX, message, hints.span(table.name), "write primary_key: […]")
    yield from _parts(table, "the primary key", table.primary_key, hints, "")


def _index(table: Table, index: Index, hints: Hints) -> Iterator[Diagnostic]:
    span = hints.span(f"{table.name}.index:{index.name}")
    if index.kind != "fulltext":
        yield from _parts(table, f"index {index.name}", index.parts, hints, f"index:{index.name}")
        return
    for part in index.parts:
        column = table.column(part.column)
        if column is None or not types.parse(column.type).is_text or types.parse(column.type).base in ("enum", "set"):
            yield finding(codes.BAD_INDEX, f"full-text index {index.name}: {part.column} is no text", span)
    if table.partitioning:
        yield finding(codes.BAD_PARTITIONING, f"{table.name} is partitioned and has a full-text index", span)
    if index.invisible:
        yield finding(codes.BAD_INDEX, f"full-text index {index.name} cannot be invisible", span)


def _parts(table: Table, what: str, parts: tuple[IndexPart, ...], hints: Hints, subject: str) -> Iterator[Diagnostic]:
    span = hints.span(f"{table.name}.{subject}") or hints.span(table.name)
    for part in parts:
        if part.expression:
            continue
        column = table.column(part.column)
        if column is None:
            yield finding(codes.UNKNOWN_COLUMN, f"{what} names {part.column}, which {table.name} does not have", span)
            continue
        yield from _part(what, part, column, span)


def _part(what: str, part: IndexPart, column: Column, span: Span | None) -> Iterator[Diagnostic]:
    type_ = types.parse(column.type)
    lob = type_.base in types.TEXTS or type_.base in types.BLOBS
    if type_.base in ("json", "vector"):
        help = "index an expression: (cast(column->'$.key' as char(64)))"
        yield finding(
            codes.BAD_INDEX, f"{what}: {type_.base} column {part.column} cannot be indexed itself", span, help
        )
    elif lob and part.prefix is None:
        help = f"{{{part.column}: {{prefix: 100}}}}"
        yield finding(codes.BAD_INDEX, f"{what}: {type_.base} column {part.column} needs a prefix", span, help)
    elif (
        part.prefix is not None
        and not lob
        and (type_.base not in ("char", "varchar", "binary", "varbinary") or part.prefix > type_.length)
    ):
        yield finding(codes.BAD_INDEX, f"{what}: {part.column} {column.type} has no prefix of {part.prefix}", span)


def _foreign_key(schema: Schema, table: Table, key: ForeignKey, hints: Hints) -> Iterator[Diagnostic]:
    span = hints.span(f"{table.name}.{key.columns[0]}") or hints.span(table.name)
    other = schema.table(key.table)
    if other is None:
        yield finding(codes.BAD_FOREIGN_KEY, f"foreign key {key.name}: there is no table {key.table}", span)
        return
    unique = [other.key_columns, *(tuple(p.column for p in each.parts) for each in other.indexes if each.unique)]
    if key.references not in unique:
        message = f"foreign key {key.name}: ({', '.join(key.references)}) is no unique key of {key.table}"
        yield finding(
            codes.BAD_FOREIGN_KEY, message, span, f"refer to the primary key, or add a unique index to {key.table}"
        )
    if len(key.columns) != len(key.references):
        yield finding(codes.BAD_FOREIGN_KEY, f"foreign key {key.name} has not as many columns as it refers to", span)
    for mine, theirs in zip(key.columns, key.references, strict=False):
        yield from _pair(table.column(mine), other.column(theirs), key, span)
    if table.partitioning or other.partitioning:
        parted = table.name if table.partitioning else other.name
        help = "leave on_delete out: the reference stays, checked by nobody but the model"
        yield finding(codes.BAD_FOREIGN_KEY, f"foreign key {key.name}: {parted} is partitioned", span, help)
    if key.on_delete != "restrict" or key.on_update != "restrict":
        for check in table.checks:
            if any(depends.uses(check.expression, column) for column in key.columns):
                message = f"foreign key {key.name} writes a column of check {check.name}"
                yield finding(codes.BAD_FOREIGN_KEY, message, span, "use on_delete: restrict, or drop the check")


def _pair(mine: Column | None, theirs: Column | None, key: ForeignKey, span: Span | None) -> Iterator[Diagnostic]:
    if mine is None or theirs is None:
        yield finding(codes.BAD_FOREIGN_KEY, f"foreign key {key.name} names a column that does not exist", span)
        return
    if (types.parse(mine.type).base, mine.collation) != (types.parse(theirs.type).base, theirs.collation) or (
        types.parse(mine.type).unsigned != types.parse(theirs.type).unsigned
    ):
        left, right = (f"{each.name} {each.type} {each.collation}".strip() for each in (mine, theirs))
        yield finding(codes.BAD_FOREIGN_KEY, f"foreign key {key.name}: {left} is not {right}", span)
    if "set null" in (key.on_delete, key.on_update) and not mine.nullable:
        yield finding(
            codes.BAD_FOREIGN_KEY, f"foreign key {key.name}: {mine.name} is required and cannot be set null", span
        )


def _partitioning(schema: Schema, table: Table, hints: Hints) -> Iterator[Diagnostic]:
    parting, span = table.partitioning, hints.span(table.name)
    if parting is None:
        return
    columns = [each.name for each in table.columns if depends.partitioned_by(parting, each.name)]
    keys = [("the primary key", table.key_columns)]
    keys += [
        (f"unique index {each.name}", tuple(p.column for p in each.parts)) for each in table.indexes if each.unique
    ]
    for what, names in keys:
        lacking = [name for name in columns if name not in names]
        if lacking:
            message = f"{table.name} is partitioned by {', '.join(lacking)}, which {what} lacks"
            yield finding(codes.BAD_PARTITIONING, message, span, f"add {', '.join(lacking)} to it")
    if len(parting.partitions) > flavours.PARTITIONS or parting.count > flavours.PARTITIONS:
        yield finding(codes.BAD_PARTITIONING, f"{table.name} has more than {flavours.PARTITIONS} partitions", span)
    if parting.method.startswith("RANGE"):
        bounds = [_bound(each.values) for each in parting.partitions]
        if any(not _rises(one, other) for one, other in pairwise(bounds)):
            yield finding(codes.BAD_PARTITIONING, f"{table.name}: the bounds of the ranges do not rise", span)
    for other in schema.tables:
        if any(key.table == table.name for key in other.foreign_keys) and other.name != table.name:
            yield finding(codes.BAD_PARTITIONING, f"{table.name} is partitioned, and {other.name} refers to it", span)


def _bound(text: str) -> tuple[int, float, str]:
    """One bound in an order that can be compared: numbers by value, texts and times as text, MAXVALUE last."""
    if text == "MAXVALUE":
        return (1, 0.0, "")
    try:
        return (0, float(text), "")
    except ValueError:
        return (0, 0.0, text)


def _rises(one: tuple[int, float, str], other: tuple[int, float, str]) -> bool:
    return one < other
