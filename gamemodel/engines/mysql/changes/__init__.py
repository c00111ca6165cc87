"""Every change that a MySQL database can undergo, one class each: its words, effect, steps and inverse."""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.mysql.changes.columns import AddColumn, AlterColumn, DropColumn, FillColumn, RenameColumn
from gamemodel.engines.mysql.changes.constraints import AddCheck, AddForeignKey, AlterCheck, DropCheck, DropForeignKey
from gamemodel.engines.mysql.changes.database import AlterDatabase
from gamemodel.engines.mysql.changes.indexes import AddIndex, AlterIndex, AlterPrimaryKey, DropIndex, RenameIndex
from gamemodel.engines.mysql.changes.tables import (
    AddTable,
    AlterPartitioning,
    AlterTableOptions,
    DropTable,
    MoveColumn,
    RenameTable,
)

AnyChange: TypeAlias = (
    AlterDatabase | AddTable | DropTable | RenameTable | AlterTableOptions | MoveColumn | AlterPartitioning | AddColumn
    | DropColumn | AlterColumn | RenameColumn | FillColumn | AddIndex | DropIndex | RenameIndex | AlterIndex | AlterPrimaryKey
    | AddCheck | DropCheck | AlterCheck | AddForeignKey | DropForeignKey | HandWritten
)  # fmt: skip

__all__ = [  # noqa: RUF022
    "AddCheck", "AddColumn", "AddForeignKey", "AddIndex", "AddTable", "AlterCheck", "AlterColumn", "AlterDatabase", "AlterIndex",
    "AlterPartitioning", "AlterPrimaryKey", "AlterTableOptions", "DropCheck", "DropColumn", "DropForeignKey", "DropIndex",
    "DropTable", "FillColumn", "MoveColumn", "AnyChange", "RenameColumn", "RenameIndex", "RenameTable",
]  # fmt: skip
