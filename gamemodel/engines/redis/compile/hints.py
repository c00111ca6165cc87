"""Collects what the model says beyond the schema: renames, drops, and where each family and grant is written."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.change import Hints
from gamemodel.diagnostics import Span
from gamemodel.engines.redis.block.sections import Block, KeyFamily, Options
from gamemodel.engines.redis.compile.families import field_names
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


def hints(model: Model, store: Store) -> Hints:
    """The hints of `store`. What has no line of its own (a right that follows from nothing any more) points at the store."""
    options = store.options_as(Options)
    renames: set[tuple[str, str]] = set()
    dropped: list[str] = []
    spans: list[tuple[str, Span]] = [(f"role:{grant.name}", grant.span) for grant in options.grants if grant.span]
    for entity, block in model.blocks(store, Block):
        renames |= set(_renames(entity, block))
        dropped += [_subject(entity.name, name) for name in block.dropped]
        spans += [(_subject(entity.name, each.name), each.span) for each in block.keys if each.span]
    return Hints(tuple(sorted(renames)), tuple(sorted(dropped)), spans=tuple(spans))


def _subject(entity: str, family: str) -> str:
    return f"family:{entity}.{family}"


def _renames(entity: Entity, block: Block) -> Iterator[tuple[str, str]]:
    """(old subject, new subject) of each family and hash field whose rename the entity declares."""
    before = entity.renamed_from or entity.name
    for declared in block.keys:
        subject = _subject(entity.name, declared.name)
        if entity.renamed_from:
            yield _subject(before, declared.name), subject
        if declared.renamed_from:
            yield _subject(before, declared.renamed_from), subject
        for old, new in _renamed_fields(entity, declared):
            yield f"{subject}.{old}", f"{subject}.{new}"


def _renamed_fields(entity: Entity, declared: KeyFamily) -> Iterator[tuple[str, str]]:
    for name in field_names(entity, declared) if declared.type_ == "hash" else ():
        old = entity.field(name).renamed_from
        if old and old not in entity.dropped:
            yield old, name
