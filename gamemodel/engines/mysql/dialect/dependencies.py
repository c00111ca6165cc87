"""What in a table depends on a column: expressions, indexes, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gamemodel.engines.mysql.dialect.tokens import ExpressionError, identifiers
from gamemodel.engines.mysql.schema import Column, Index, Partitioning, Table


def uses(expression: str, column: str) -> bool:
    """Whether the expression names the column; an expression beyond the grammar is searched word by word."""
    try:
        return column.lower() in {each.lower() for each in identifiers(expression)}
    except ExpressionError:
        return re.search(rf"(?<![\w$]){re.escape(column)}(?![\w$])", expression, re.IGNORECASE) is not None


def table_expressions(table: Table) -> Iterator[str]:
    """Every expression of checks, generated columns, defaults and functional indexes."""
    yield from (check.expression for check in table.checks)
    yield from (column.generated.expression for column in table.columns if column.generated)
    yield from (column.default for column in table.columns if column.default and column.default.startswith("("))
    yield from (part.expression for index in table.indexes for part in index.parts if part.expression)


def index_uses(index: Index, column: str) -> bool:
    return any(part.column == column or (part.expression and uses(part.expression, column)) for part in index.parts)


def generated_from(table: Table, column: str) -> tuple[Column, ...]:
    """Generated columns and columns with an expression default that read `column`."""
    return tuple(
        each
        for each in table.columns
        if (each.generated and uses(each.generated.expression, column))
        or ((each.default or "").startswith("(") and uses(each.default or "", column))
    )


def partitioned_by(partitioning: Partitioning | None, column: str) -> bool:
    return partitioning is not None and uses(f"({partitioning.by})" if partitioning.by else "''", column)
