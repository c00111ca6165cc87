"""Declared renames of tables and columns: done in place where the model says so, refused otherwise."""

from __future__ import annotations

from gamemodel.engines.mysql import codes
from gamemodel.engines.mysql.changes import (
    DropCheck,
    DropColumn,
    DropIndex,
    RenameColumn,
    RenameTable,
)
from gamemodel.engines.mysql.dialect import dependencies as depends
from gamemodel.engines.mysql.dialect import rename_references as rewriting
from gamemodel.engines.mysql.diff.comparison import Plan


def rename(plan: Plan) -> None:
    """Tables first: the subjects of columns are written with the new table name."""
    for old, new in plan.hints.renames:
        if "." not in new:
            _table(plan, old, new)
    for old, new in plan.hints.renames:
        if "." in new:
            _column(plan, new.partition(".")[0], new.partition(".")[2], old.partition(".")[2])


def _table(plan: Plan, old: str, new: str) -> None:
    if plan.schema.table(old) is None or plan.schema.table(new) is not None or plan.new.table(new) is None:
        return
    change = RenameTable(old, new)
    if new in plan.hints.in_place:
        plan.add(change)
        return
    plan.refuse(
        new, codes.RENAME, f"table {old} is renamed to {new}; an application that knows {old} fails at once",
        (
            "write rename: in-place in the entity's block of this store, and rename in a quiet hour",
            f"add {new} beside {old}, copy the rows and let writers write both, then remove {old} in a later revision",
        ),
        change.describe(),
    )  # fmt: skip
    plan.schema = change.apply_to(plan.schema)


def _column(plan: Plan, table_name: str, new: str, old: str) -> None:
    table, wanted = plan.schema.table(table_name), plan.new.table(table_name)
    if table is None or wanted is None or table.column(old) is None or table.column(new) is not None:
        return
    if wanted.column(new) is None:
        return
    change = RenameColumn(table_name, old, new)
    if change.subject not in plan.hints.in_place:
        plan.refuse(
            change.subject, codes.RENAME,
            f"column {table_name}.{old} is renamed to {new}; an application that knows {old} fails at once",
            (
                "write rename: in-place in the entity's block of this store, and rename in a quiet hour",
                f"keep {old}, add {new} with from: {old}, let writers write both, then remove {old} in a later revision",
            ),
            change.describe(),
        )  # fmt: skip
        plan.schema = rewriting.rename_column(plan.schema, table_name, old, new)
        return
    _release(plan, table_name, old)
    plan.add(change)


def _release(plan: Plan, table_name: str, column: str) -> None:
    """What names the column in an expression goes first (3959, 3108 otherwise) and comes back under the new name."""
    table = plan.table(table_name)
    for check in table.checks:
        if depends.uses(check.expression, column):
            plan.add(DropCheck(table_name, check.name))
    for index in table.indexes:
        if any(part.expression and depends.uses(part.expression, column) for part in index.parts):
            plan.add(DropIndex(table_name, index.name))
    for made in depends.generated_from(table, column):
        if made.generated is not None:
            for index in plan.table(table_name).indexes:
                if depends.index_uses(index, made.name):
                    plan.add(DropIndex(table_name, index.name))
            plan.add(DropColumn(table_name, made.name, computed=True))
