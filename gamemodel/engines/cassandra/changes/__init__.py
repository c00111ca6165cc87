"""Every change that a keyspace can undergo, one file per kind of object."""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.cassandra.changes.columns import AddColumn, DropColumn, MaskColumn, RenameColumn
from gamemodel.engines.cassandra.changes.indexes import AddIndex, DropIndex
from gamemodel.engines.cassandra.changes.keyspaces import AddKeyspace, AlterKeyspace, DropKeyspace
from gamemodel.engines.cassandra.changes.tables import AddTable, AlterOptions, DropTable
from gamemodel.engines.cassandra.changes.user_types import AddType, AddTypeField, DropType, RenameTypeField
from gamemodel.engines.cassandra.changes.views import AddView, DropView

AnyChange: TypeAlias = (
    AddKeyspace
    | AlterKeyspace
    | DropKeyspace
    | AddType
    | AddTypeField
    | RenameTypeField
    | DropType
    | AddTable
    | AlterOptions
    | DropTable
    | AddColumn
    | MaskColumn
    | RenameColumn
    | DropColumn
    | AddIndex
    | DropIndex
    | AddView
    | DropView
    | HandWritten
)
