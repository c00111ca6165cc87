"""Tells which logical field lies in which key family, for the checks that span stores."""

from __future__ import annotations

from math import ceil

from gamemodel.engine import Stored
from gamemodel.engines.redis.block.sections import UNSAID, Block, KeyFamily
from gamemodel.engines.redis.compile.families import field_names, written_fields
from gamemodel.model import Entity, Model
from gamemodel.topology import Store


def stored(model: Model, store: Store) -> tuple[Stored, ...]:
    """A field in a key pattern, a member or a score is part of what finds the row; other fields can be removed."""
    found: list[Stored] = []
    for entity, block in model.blocks(store, Block):
        for declared in block.keys:
            found += _family(entity, declared)
    return tuple(dict.fromkeys(found))


def _family(entity: Entity, declared: KeyFamily) -> list[Stored]:
    object_ = f"{entity.name}.{declared.name}"
    in_key = [name for name in written_fields(declared.key) if entity.has(name)]
    in_key += [name for name in (declared.member, declared.score) if name]
    values = [*field_names(entity, declared), *([declared.value] if declared.value else [])]
    kept = None if declared.ttl is None or declared.ttl == UNSAID else ceil(declared.ttl * (1 + declared.jitter))
    return [Stored(entity.name, name, object_, in_key=True, nullable=False, kept_s=kept) for name in in_key] + [
        Stored(entity.name, name, object_, kept_s=kept) for name in values if name not in in_key
    ]
