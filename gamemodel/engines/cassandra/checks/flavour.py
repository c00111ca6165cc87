"""What the store's flavour does not have, ignores or limits."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.engines.cassandra.compile.fields import columns_of, is_view
from gamemodel.engines.cassandra.compile.options import given_options
from gamemodel.engines.cassandra.dialect.options import CUSTOM, TAGS
from gamemodel.engines.cassandra.dialect.types import Cql, parse


def check_flavour(table: TableContext) -> Iterator[Diagnostic]:
    spec, flavour = table.spec, table.flavour
    for absent, what, help in (
        (not flavour.indexes and spec.indexes, "secondary indexes", "add a table per query"),
        (not flavour.views and is_view(table.block, spec), "materialized views", "write `copies: double-write`"),
        (not flavour.masks and spec.masked, "masks", "mask in the application"),
    ):
        if absent:
            yield codes.ABSENT.at(spec.span, f"{spec.name}: {flavour.name} has no {what}", help)
    yield from _columns(table)
    yield from _options(table)


def _columns(table: TableContext) -> Iterator[Diagnostic]:
    spec, flavour = table.spec, table.flavour
    columns = [(name, cql) for name in table.held for _, cql in columns_of(table.entity, table.block, name)]
    for name, cql in columns:
        if flavour.types & set(_words(parse(cql))):
            message = f"{spec.name}.{name}: {flavour.name} has no {cql}"
            yield codes.ABSENT.at(spec.span, message, "store it elsewhere")
        type_ = table.entity.field(name).type
        if flavour.max_row_bytes and type_.kind in ("bytes", "text") and (type_.length or 0) > flavour.max_row_bytes:
            message = f"{spec.name}.{name}: rows of {flavour.name} hold 1 MB"
            yield codes.LIMIT.at(spec.span, message, "keep it in an object store")
    if flavour.max_columns and len(columns) > flavour.max_columns:
        message = f"{spec.name}: {len(columns)} columns, {flavour.name} writes {flavour.max_columns}"
        yield codes.LIMIT.at(spec.span, message, "split the table")


def _words(tree: Cql) -> tuple[str, ...]:
    return (tree.name, *(word for arg in tree.args for word in _words(arg)))


def _options(table: TableContext) -> Iterator[Diagnostic]:
    spec, flavour = table.spec, table.flavour
    given = {name for each in (spec.options, table.options.options) if each for name in given_options(each)}
    if ignored := sorted(given & set(flavour.ignored)):
        message = f"{spec.name}: {flavour.name} ignores {', '.join(ignored)}"
        yield codes.IGNORED.at(spec.span, message, "remove them, or accept it")
    if not flavour.custom and (wrong := sorted({CUSTOM, TAGS} & {name.partition(".")[0] for name in given})):
        message = f"{spec.name}: {', '.join(wrong)} is an option of Amazon Keyspaces"
        yield codes.ONLY_KEYSPACES.at(spec.span, message, "remove it, or use the flavour keyspaces")
