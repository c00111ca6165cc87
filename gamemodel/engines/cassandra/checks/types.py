"""Whether overridden CQL types hold every value, and whether their user types are declared."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.checks.context import TableContext
from gamemodel.engines.cassandra.dialect.types import parse
from gamemodel.engines.cassandra.types import holds


def check_types(table: TableContext) -> Iterator[Diagnostic]:
    """An override under `types:` may widen a type, never narrow it."""
    for name, cql in table.block.types:
        if name in table.held and not _holds(table, name):
            message = f"{cql} does not hold every {table.entity.field(name).type} ({name})"
            yield codes.NARROWS.at(table.block.span, message, "choose a wider type")


def _holds(table: TableContext, name: str) -> bool:
    type_, given = table.entity.field(name).type, table.tree(name)
    return given.inner.name == type_.name if type_.kind == "parts" else holds(str(given), type_)


def check_user_types(table: TableContext) -> Iterator[Diagnostic]:
    model_types = {each.name for each in table.model.types if each.type.kind == "parts"}
    known = model_types | {name for name, _ in table.options.types}
    for name, text in table.block.types:
        for missing in sorted(set(parse(text).user_types()) - known):
            message = f"{table.spec.name}: {name} has the user type {missing}, which is not declared"
            help = "declare it under the store's `types` in topology.yaml"
            yield codes.UNFIT.at(table.block.span, message, help)
