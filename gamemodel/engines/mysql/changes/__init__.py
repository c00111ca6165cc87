"""Every change that a MySQL database can undergo, one class each."""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.mysql.changes.checks import AddCheck, AlterCheck, DropCheck
from gamemodel.engines.mysql.changes.columns import AddColumn, AlterColumn, DropColumn, MoveColumn, RenameColumn
from gamemodel.engines.mysql.changes.database import AlterDatabase
from gamemodel.engines.mysql.changes.fills import FillColumn
from gamemodel.engines.mysql.changes.foreign_keys import AddForeignKey, DropForeignKey
from gamemodel.engines.mysql.changes.indexes import AddIndex, AlterIndex, AlterPrimaryKey, DropIndex, RenameIndex
from gamemodel.engines.mysql.changes.partitioning import AlterPartitioning
from gamemodel.engines.mysql.changes.tables import AddTable, AlterTableOptions, DropTable, RenameTable

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
