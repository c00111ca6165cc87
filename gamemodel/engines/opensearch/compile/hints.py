"""Renames, drops and places in the model for the comparison of two search schemas."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.compile.blocks import columns
from gamemodel.engines.opensearch.schema import LIFECYCLE
from gamemodel.model import Model
from gamemodel.topology import Store


def hints(model: Model, store: Store, prefix: str) -> Hints:
    renames: list[tuple[str, str]] = []
    dropped: list[str] = []
    for entity, block in model.blocks(store, Block):
        name = f"indices:{prefix}{block.name}"
        for field, column, _ in columns(entity, block):
            if field.renamed_from:
                renames.append((f"{name}.{column.replace(field.name, field.renamed_from, 1)}", f"{name}.{column}"))
        dropped += [f"{name}.{each}" for each in entity.dropped]
    spans = dict([*_vanished(model, store, prefix), *_present(model, store, prefix)])
    return Hints(tuple(renames), tuple(dropped), spans=tuple(spans.items()))


def _present(model: Model, store: Store, prefix: str) -> Iterator[tuple[str, Span]]:
    """The places of everything that a block declares."""
    for entity, block in model.blocks(store, Block):
        name = prefix + block.name
        place = block.span or entity.span
        if place is not None:
            yield from _objects(name, place)
            yield f"component:{name}{LIFECYCLE}", (block.lifecycle.span if block.lifecycle else None) or place
        for field, column, _ in columns(entity, block):
            if field.span is not None:
                yield f"indices:{name}.{column}", field.span
                yield f"template:{name}.{column}", field.span


def _vanished(model: Model, store: Store, prefix: str) -> Iterator[tuple[str, Span]]:
    """The places of objects that may have vanished: an index is usually named after its entity."""
    for dropped in model.topology.dropped:
        if dropped.span is not None:
            yield from _objects(prefix + dropped.name, dropped.span)
    for entity in model.entities:
        block = entity.block(store.name)
        place = (block.span if block else None) or entity.span
        if place is not None:
            for name in filter(None, (entity.renamed_from, entity.name)):
                yield from _objects(prefix + name, place)


def _objects(name: str, place: Span) -> Iterator[tuple[str, Span]]:
    yield from ((f"{kind}:{name}", place) for kind in ("template", "indices", "policy"))
    yield f"component:{name}{LIFECYCLE}", place
