"""Whether the server accepts a table's key and its static, frozen and counted fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.block.keys import KeyPart
from gamemodel.engines.cassandra.checks.context import TableContext

_NO_KEY: Final = ("counter", "duration")


def check_constraints(table: TableContext) -> Iterator[Diagnostic]:
    for message, help in (*_key(table), *_buckets(table), *_kinds(table), *_counters(table)):
        yield codes.UNFIT.at(table.spec.span, f"{table.spec.name}: {message}", help)


def _key(table: TableContext) -> Iterator[tuple[str, str]]:
    spec, entity = table.spec, table.entity
    if not spec.partition:
        yield "the partition key is empty", "name at least one field in `partition`"
    for name in sorted({each for each in table.key if table.key.count(each) > 1}):
        yield f"{name} is twice in the key", "remove one of the two"
    for name in table.key:
        if name in spec.exclude:
            yield f"{name} is part of the key and cannot be excluded", "remove it from `exclude`"
        if not entity.field(name).required:
            yield f"{name} is optional and cannot be part of a key", f"make {name} required, or use another key"
        if table.tree(name).inner.name in _NO_KEY:
            yield f"{name} is a {table.tree(name)} and cannot be part of a key", "use another field"


def _buckets(table: TableContext) -> Iterator[tuple[str, str]]:
    buckets = [part for part in table.spec.partition if part.bucket]
    for part in buckets:
        yield from _bucket(table, part)
    if len(buckets) > 1:
        yield "two time buckets in one key", "keep the shorter one"


def _bucket(table: TableContext, part: KeyPart) -> Iterator[tuple[str, str]]:
    name, field = f"{part.bucket}({part.field})", table.entity.field(part.field)
    if field.type.kind not in ("timestamp", "date", "timeuuid"):
        yield f"{name} needs a time, and {part.field} is {field.type}", "use a timestamp or timeuuid"
    elif field.type.kind == "date" and part.bucket == "hour":
        yield f"{part.field} is a date and has no hours", f"use day({part.field}) or longer"
    if not field.required:
        yield f"{part.field} is optional and gives no {part.bucket}", f"make {part.field} required"
    if table.entity.has(part.column):
        yield f"the column of {name} is {part.column}, which is also a field", "rename that field"


def _kinds(table: TableContext) -> Iterator[tuple[str, str]]:
    spec = table.spec
    for name in spec.static:
        if not spec.cluster.orders:
            yield f"{name} cannot be static: there is no clustering column", "every field has one value per row already"
        if name in table.key:
            yield f"{name} is part of the key and cannot be static", "remove it from `static`"
    for name in spec.frozen:
        tree = table.tree(name)
        if not (tree.inner.collection or tree.user_types()):
            yield f"{name} is {tree}, which is never frozen", "remove it from `frozen`"
    for name in (*spec.static, *spec.frozen, *spec.counter, *dict(spec.masked)):
        if name not in table.held:
            yield f"{name} is not in this table", "remove it, or take it out of `exclude`"


def _counters(table: TableContext) -> Iterator[tuple[str, str]]:
    for name in table.spec.counter:
        kind = table.entity.field(name).type
        if not (kind.is_integer or kind.kind == "counter"):
            yield f"{name} is {kind} and cannot be counted", "count integers only"
    for name in table.counted & set(table.key):
        yield f"{name} is a counter and cannot be part of a key", "use another field"
    others = sorted(set(table.held) - table.counted - set(table.key))
    if table.counted and others:
        verb = "is" if len(others) == 1 else "are"
        yield (
            f"a table of counters holds nothing else, but {', '.join(others)} {verb} in it",
            f"write `counter: [{', '.join(sorted(table.counted))}]`, which leaves the others out, or `exclude` them",
        )
