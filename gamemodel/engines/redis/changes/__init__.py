"""Every change that a Redis store can undergo, one file per kind of object.

A change of a family writes its whole registry entry, so every step can be repeated. Where live keys must follow (another
TTL, a field that goes), a Backfill visits them: its `text` is the command for one key with `${key}`, and `${A..B}` for a
number drawn per key; `rows` says which keys (`TYPE hash`, `PTTL >N`, `PTTL set`); `key` is the family's pattern.
"""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.redis.changes.access import AlterAccess
from gamemodel.engines.redis.changes.families import AddFamily, DropFamily, RenameFamily
from gamemodel.engines.redis.changes.fields import AddField, AlterField, DropField, Slot
from gamemodel.engines.redis.changes.keys import AlterKey
from gamemodel.engines.redis.changes.registry import AddRegistry, AlterRegistry, DropRegistry
from gamemodel.engines.redis.changes.roles import AddRole, AlterRole, DropRole
from gamemodel.engines.redis.changes.ttl import AlterTTL

AnyChange: TypeAlias = (
    AddRegistry
    | DropRegistry
    | AlterRegistry
    | AddFamily
    | DropFamily
    | RenameFamily
    | AlterTTL
    | AddField
    | DropField
    | AlterField
    | AlterKey
    | AlterAccess
    | AddRole
    | DropRole
    | AlterRole
    | HandWritten
)

__all__ = [
    "AddFamily",
    "AddField",
    "AddRegistry",
    "AddRole",
    "AlterAccess",
    "AlterField",
    "AlterKey",
    "AlterRegistry",
    "AlterRole",
    "AlterTTL",
    "AnyChange",
    "DropFamily",
    "DropField",
    "DropRegistry",
    "DropRole",
    "RenameFamily",
    "Slot",
]
