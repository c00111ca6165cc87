"""Every change that a keyspace can undergo; each class holds its words, effect, steps and inverse."""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.cassandra.changes.columns import AddColumn, DropColumn, MaskColumn, RenameColumn
from gamemodel.engines.cassandra.changes.indexes import CreateIndex, DropIndex
from gamemodel.engines.cassandra.changes.keyspace import AlterKeyspace, CreateKeyspace, DropKeyspace
from gamemodel.engines.cassandra.changes.tables import AlterOptions, CreateTable, DropTable
from gamemodel.engines.cassandra.changes.user_types import AddTypeField, CreateType, DropType, RenameTypeField
from gamemodel.engines.cassandra.changes.views import CreateView, DropView

AnyChange: TypeAlias = (
    CreateKeyspace
    | AlterKeyspace
    | DropKeyspace
    | CreateType
    | AddTypeField
    | RenameTypeField
    | DropType
    | CreateTable
    | AlterOptions
    | DropTable
    | AddColumn
    | MaskColumn
    | RenameColumn
    | DropColumn
    | CreateIndex
    | DropIndex
    | CreateView
    | DropView
    | HandWritten
)

__all__ = [
    "AddColumn",
    "AddTypeField",
    "AlterKeyspace",
    "AlterOptions",
    "AnyChange",
    "CreateIndex",
    "CreateKeyspace",
    "CreateTable",
    "CreateType",
    "CreateView",
    "DropColumn",
    "DropIndex",
    "DropKeyspace",
    "DropTable",
    "DropType",
    "DropView",
    "HandWritten",
    "MaskColumn",
    "RenameColumn",
    "RenameTypeField",
]
