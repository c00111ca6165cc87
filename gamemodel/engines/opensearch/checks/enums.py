"""Finds documents that keep the old name of a renamed enum value."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.codes import STALE_NAME
from gamemodel.engines.opensearch.compile.blocks import columns
from gamemodel.model import Entity, Model


def findings(model: Model, entity: Entity, block: Block) -> Iterator[Diagnostic]:
    """One for each renamed value of each enum that the index holds."""
    enums = {each.name: each for each in model.enums}
    for _, column, type_ in columns(entity, block):
        enum = enums.get(type_.name) if type_.kind == "enum" else None
        for value in enum.values if enum else ():
            if value.renamed_from:
                yield STALE_NAME.at(
                    enum.span if enum else None,
                    f"documents of {block.name} that exist have {value.renamed_from} in {column}, new ones {value.name}",
                    "rebuild the index, or update its documents by query, before readers ask for the new name",
                )
