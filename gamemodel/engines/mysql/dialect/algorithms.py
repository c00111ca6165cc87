"""Which ALGORITHM and LOCK each ALTER is written with, so that it fails at once instead of rebuilding or locking unexpectedly.

Measured on MySQL 9.7.4 by trying each operation on tables with and without full-text and functional indexes, virtual
columns, partitions and compressed rows; the older flavours differ where flavours.py says so.
"""

from __future__ import annotations

from typing import Final

from gamemodel.engines.mysql import types
from gamemodel.engines.mysql.dialect import charsets
from gamemodel.engines.mysql.dialect.dependencies import table_expressions, uses
from gamemodel.engines.mysql.flavours import Flavour
from gamemodel.engines.mysql.schema import Column, Index, Table, charset_of

INSTANT: Final = "ALGORITHM=INSTANT"
INPLACE: Final = "ALGORITHM=INPLACE, LOCK=NONE"
INPLACE_SHARED: Final = "ALGORITHM=INPLACE, LOCK=SHARED"
COPY: Final = "ALGORITHM=COPY, LOCK=SHARED"
_CHECKED_AGAIN: Final = ("date", "datetime", "timestamp", "time", "enum", "set")


def has_fulltext(table: Table) -> bool:
    return any(index.kind == "fulltext" for index in table.indexes)


def is_functional(index: Index) -> bool:
    return any(part.expression for part in index.parts)


def has_functional(table: Table) -> bool:
    return any(is_functional(index) for index in table.indexes)


def _rebuild(table: Table) -> str:
    """A rebuild in place; MySQL rebuilds tables with a full-text index by copying them."""
    return COPY if has_fulltext(table) else INPLACE


def _row_change(table: Table, flavour: Flavour, *, anywhere: bool) -> str:
    if has_fulltext(table):
        return COPY
    if table.row_format == "compressed" or (anywhere and not flavour.instant_anywhere):
        return INPLACE
    return INSTANT


def add_column(table: Table, column: Column, after: str | None, flavour: Flavour) -> str:
    """`after` is the column before the new one: None for last, empty for first."""
    if column.generated and not column.generated.stored:
        virtual = any(each.generated and not each.generated.stored for each in table.columns)
        return COPY if has_functional(table) or (virtual and after is not None) else INSTANT
    if column.generated or (column.default or "").startswith("(") or column.srid is not None:
        return COPY
    if column.auto_increment:
        return COPY if has_fulltext(table) else INPLACE_SHARED
    if not column.nullable and column.default is None and types.parse(column.type).base in ("date", "datetime"):
        # the server must see that there is no row, since a zero date is not a valid value (measured on 9.7.4)
        return _rebuild(table)
    return _row_change(table, flavour, anywhere=after is not None)


def drop_column(table: Table, column: Column, flavour: Flavour) -> str:
    if column.generated and not column.generated.stored:
        if not has_functional(table):
            return INSTANT
        return COPY if table.partitioning else INPLACE
    return _row_change(table, flavour, anywhere=True)


def checks_again(table: Table) -> bool:
    """An enforced check that names a date, a time, an enum or a set makes MODIFY and RENAME COLUMN of any column copy the
    table (1845 otherwise; measured for each type on MySQL 9.7.4)."""
    odd = [each.name for each in table.columns if types.parse(each.type).base in _CHECKED_AGAIN]
    return any(check.enforced and uses(check.expression, name) for check in table.checks for name in odd)


def rename_column(table: Table, flavour: Flavour) -> str:
    if checks_again(table):
        return COPY
    return INSTANT if flavour.community >= (8, 0, 28) else INPLACE


def move_column(table: Table) -> str:
    return COPY if checks_again(table) else _rebuild(table)


def alter_column(table: Table, old: Column, new: Column) -> str:
    """The algorithm of MODIFY COLUMN from `old` to `new` at the same place."""
    if checks_again(table):
        return COPY
    if old.generated != new.generated or old.auto_increment != new.auto_increment or old.srid != new.srid:
        return COPY
    costs = [_type_cost(old, new)]
    if new.generated and old.type != new.type:
        costs.append(COPY)
    if old.nullable != new.nullable:
        costs.append(COPY if new.generated else _rebuild(table))
    if old.collation != new.collation:
        indexed = any(new.name == part.column for index in table.indexes for part in index.parts)
        indexed = indexed or new.name in table.key_columns or _depended_on(table, new.name)
        costs.append(COPY if indexed or new.generated else INPLACE)
    return max(costs, key=(INSTANT, INPLACE, INPLACE_SHARED, COPY).index)


def _depended_on(table: Table, name: str) -> bool:
    return any(uses(text, name) for text in table_expressions(table))


def _type_cost(old: Column, new: Column) -> str:
    before, after = types.parse(old.type), types.parse(new.type)
    if before == after:
        return COPY if charset_of(old.collation) != charset_of(new.collation) else INSTANT
    if charset_of(old.collation) != charset_of(new.collation):
        return COPY
    if before.base == after.base == "varchar" and before.length < after.length:
        width = charsets.width(new.collation)
        return INPLACE if (before.length * width > 255) == (after.length * width > 255) else COPY
    if before.base == after.base == "varbinary" and before.length < after.length:
        return INPLACE if (before.length > 255) == (after.length > 255) else COPY
    if before.base == after.base == "enum" and after.arguments[: len(before.arguments)] == before.arguments:
        return INSTANT if (len(before.arguments) > 255) == (len(after.arguments) > 255) else COPY
    return COPY


def add_index(table: Table, index: Index) -> str:
    if index.kind in ("fulltext", "spatial"):
        return INPLACE_SHARED
    if is_functional(index):
        return COPY if table.partitioning or has_functional(table) else INPLACE_SHARED
    return INPLACE


def drop_index(table: Table, index: Index) -> str:
    return COPY if is_functional(index) and table.partitioning else INPLACE


def replace_index(table: Table, old: Index, new: Index) -> str:
    if is_functional(old) or is_functional(new):
        return COPY
    return add_index(table, new)


def primary_key(table: Table, *, had: bool, has: bool) -> str:
    """Replacing a primary key rebuilds in place; dropping it copies."""
    return COPY if not has or (not had and has_fulltext(table)) else _rebuild(table)


def add_check(*, enforced: bool) -> str:
    return COPY if enforced else INSTANT


def table_options(table: Table, *, rebuilds: bool) -> str:
    return _rebuild(table) if rebuilds else INPLACE
