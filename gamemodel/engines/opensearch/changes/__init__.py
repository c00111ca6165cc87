"""Every change of a search store, one class each."""

from __future__ import annotations

from typing import TypeAlias

from gamemodel.change import HandWritten
from gamemodel.engines.opensearch.changes.component_templates import (
    AddComponentTemplate,
    AlterComponentTemplate,
    DropComponentTemplate,
)
from gamemodel.engines.opensearch.changes.index_templates import AddIndexTemplate, AlterIndexTemplate, DropIndexTemplate
from gamemodel.engines.opensearch.changes.indices import AddIndices, AlterIndices, AlterNextIndex, DropIndices
from gamemodel.engines.opensearch.changes.policies import AddPolicy, AlterPolicy, DropPolicy

AnyChange: TypeAlias = (
    AddComponentTemplate
    | AlterComponentTemplate
    | DropComponentTemplate
    | AddPolicy
    | AlterPolicy
    | DropPolicy
    | AddIndexTemplate
    | AlterIndexTemplate
    | DropIndexTemplate
    | AddIndices
    | DropIndices
    | AlterIndices
    | AlterNextIndex
    | HandWritten
)
