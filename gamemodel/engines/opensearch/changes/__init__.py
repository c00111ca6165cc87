"""Every change that a search store can undergo, one class each."""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.opensearch.changes.indices import CreateIndices, DropIndices, NextIndex, UpdateIndices
from gamemodel.engines.opensearch.changes.templates import (
    DropComponent,
    DropPolicy,
    DropTemplate,
    PutComponent,
    PutPolicy,
    PutTemplate,
)

AnyChange: TypeAlias = (
    PutComponent
    | DropComponent
    | PutPolicy
    | DropPolicy
    | PutTemplate
    | DropTemplate
    | CreateIndices
    | DropIndices
    | UpdateIndices
    | NextIndex
    | HandWritten
)

__all__ = [
    "AnyChange",
    "CreateIndices",
    "DropComponent",
    "DropIndices",
    "DropPolicy",
    "DropTemplate",
    "NextIndex",
    "PutComponent",
    "PutPolicy",
    "PutTemplate",
    "UpdateIndices",
]
