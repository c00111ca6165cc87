"""Every change a Redis store can undergo: its effect, words, steps and way back; which ones are needed is diff.py's.

A step on a family writes its whole registry entry, so every step can be repeated. Where live keys must follow (another
TTL, a field that goes), a Backfill visits them: its `text` is the command for one key with `${key}`, and `${A..B}` for a
number drawn per key; `rows` says which keys (`TYPE hash`, `PTTL >N`, `PTTL set`); `key` is the family's pattern.
"""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.redis.changes.access import AlterAccess
from gamemodel.engines.redis.changes.families import AddFamily, DropFamily, RelabelKey, RenameFamily
from gamemodel.engines.redis.changes.lifetimes import AlterLifetime
from gamemodel.engines.redis.changes.parts import AddField, AlterPart, DropField, Slot
from gamemodel.engines.redis.changes.registry import AddRegistry, AlterRegistry, DropRegistry
from gamemodel.engines.redis.changes.roles import AddRole, AlterRole, DropRole

AnyChange: TypeAlias = (
    AddRegistry
    | DropRegistry
    | AlterRegistry
    | AddFamily
    | DropFamily
    | RenameFamily
    | AlterLifetime
    | AddField
    | DropField
    | AlterPart
    | RelabelKey
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
    "AlterLifetime",
    "AlterPart",
    "AlterRegistry",
    "AlterRole",
    "AnyChange",
    "DropFamily",
    "DropField",
    "DropRegistry",
    "DropRole",
    "RelabelKey",
    "RenameFamily",
    "Slot",
]
