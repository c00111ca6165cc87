"""Proves that a server accepts all names, that no two entities share an index, and that no two templates collide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.block.sections import Block, Options
from gamemodel.engines.opensearch.codes import BAD_NAME, NO_INDEX, OVERLAPPING, SHARED_NAME, UNKNOWN_PART
from gamemodel.engines.opensearch.compile.blocks import columns
from gamemodel.engines.opensearch.dialect.patterns import clash
from gamemodel.engines.opensearch.flavours import NAME_BYTES
from gamemodel.engines.opensearch.schema import Schema, Template
from gamemodel.model import Entity, Model
from gamemodel.topology import Store

_NAME: Final = re.compile(r"[^\s\\/*?\"<>|,#:A-Z_+-][^\s\\/*?\"<>|,#:A-Z]*")
_LONGEST_TAIL: Final = len("-00000000")


def findings(entity: Entity, block: Block, options: Options) -> Iterator[Diagnostic]:
    """The name of the index or stream, the component templates it names, and the columns that `from_next_index` names."""
    name = options.prefix + block.name
    place = block.span or entity.span
    if not _NAME.fullmatch(name) or name in (".", ".."):
        yield BAD_NAME.at(
            place, f"'{name}' is not a name that a server accepts", f"use small letters: {name.lower().lstrip('-_+')}"
        )
    elif name.startswith("."):
        yield BAD_NAME.at(place, f"'{name}' begins with a dot, which is reserved for the server's own indices")
    if len(name.encode()) + _LONGEST_TAIL > NAME_BYTES:
        yield BAD_NAME.at(place, f"'{name}' and its number are longer than {NAME_BYTES} bytes")
    known = {part.name for part in options.components}
    for part in block.components:
        if part not in known:
            yield UNKNOWN_PART.at(
                place,
                f"the store declares no component template '{part}'",
                f"known: {', '.join(sorted(known)) or 'none'}",
            )
    have = {column for _, column, _ in columns(entity, block)} | {field.name for field, _, _ in columns(entity, block)}
    for column in block.from_next_index:
        if column not in have:
            yield NO_INDEX.at(place, f"from_next_index names '{column}', which is not copied")


def store_findings(model: Model, store: Store, made: Schema) -> Iterator[Diagnostic]:
    """Names used twice, and templates of one priority that match the same names."""
    places = {block.name: (entity, block) for entity, block in model.blocks(store, Block)}
    seen: dict[str, str] = {}
    for entity, block in model.blocks(store, Block):
        if block.name in seen:
            yield SHARED_NAME.at(
                block.span or entity.span,
                f"'{block.name}' is the index of {seen[block.name]} already",
                "give it another name",
            )
        seen.setdefault(block.name, entity.name)
    for one, other in _neighbours(made.templates):
        pair = clash(one.patterns, other.patterns)
        if pair:
            prefix = store.options_as(Options).prefix
            entity, block = places[other.name.removeprefix(prefix)]
            yield OVERLAPPING.at(
                block.span or entity.span,
                f"{other.name} ({pair[1]}) and {one.name} ({pair[0]}) match the same names at priority {one.priority}",
                "change a name, or give one another `priority:`",
            )


def _neighbours(templates: tuple[Template, ...]) -> Iterator[tuple[Template, Template]]:
    """The pairs of one priority whose patterns begin alike, each once. No others can match the same name.

    Sorted by the text before the first star, patterns that begin like another one follow it directly.
    """
    heads = sorted(
        (each.priority, pattern.partition("*")[0], place)
        for place, each in enumerate(templates)
        for pattern in each.patterns
    )
    pairs: set[tuple[int, int]] = set()
    open_: list[tuple[int, str, int]] = []
    for priority, head, place in heads:
        while open_ and not (open_[-1][0] == priority and head.startswith(open_[-1][1])):
            open_.pop()
        pairs |= {(min(place, other), max(place, other)) for _, _, other in open_}
        open_.append((priority, head, place))
    found = ((templates[one], templates[other]) for one, other in sorted(pairs))
    yield from ((one, other) for one, other in found if one.name != other.name)
