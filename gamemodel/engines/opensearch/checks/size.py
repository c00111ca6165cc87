"""Estimates the size of shards: rows times the size of a document, divided by shards and indices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.codes import SHARD_SIZE
from gamemodel.engines.opensearch.compile.blocks import columns, kind_of
from gamemodel.model import Entity, Type
from gamemodel.topology import Store

_GB: Final = 1 << 30
_SMALL, _LARGE = 1 * _GB, 50 * _GB
_BYTES: Final = {
    "text": 200,
    "json": 300,
    "map": 300,
    "blob": 1000,
    "uuid": 36,
    "timeuuid": 36,
    "timestamp": 24,
    "date": 10,
}
_OVERHEAD: Final = 60
"""Bytes of a document beside its fields: _id, _seq_no, the names of fields in _source after compression."""


def findings(entity: Entity, block: Block, store: Store) -> Iterator[Diagnostic]:
    """A note where shards come out below 1 GB or above 50 GB."""
    volume = entity.volume
    if volume is None:
        return
    each = document_bytes(entity, block)
    shards = block.settings.shards
    total = volume.rows * each
    place = block.settings.span or block.span or entity.span
    if kind_of(block) in ("single", "rebuilt"):
        one, how = total / shards, f"{_count(volume.rows)} rows x {each} bytes / {shards} shards"
    else:
        found = _index_bytes(entity, block, store, each)
        if found is None:
            return
        one, how = found[0] / shards, f"{found[1]} / {shards} shards"
    if one > _LARGE:
        yield SHARD_SIZE.at(
            place,
            f"a shard of {block.name} is about {one / _GB:.0f} GB ({how})",
            f"use about {_fit(one, shards)} shards",
        )
    elif one < _SMALL and shards > 1:
        yield SHARD_SIZE.at(
            place,
            f"a shard of {block.name} is about {one / _GB:.2f} GB ({how})",
            f"{_fit(one, shards)} shards are enough",
        )


def _fit(one: float, shards: int) -> int:
    return max(1, round(one * shards / (30 * _GB)))


def _index_bytes(entity: Entity, block: Block, store: Store, each: int) -> tuple[float, str] | None:
    """The size at which an index rolls over, by whichever condition comes first."""
    volume, rollover = entity.volume, block.rollover
    if volume is None or rollover is None:
        return None
    sizes: list[tuple[float, str]] = []
    if rollover.size:
        sizes.append((rollover.size, f"rolls over at {rollover.size / _GB:.0f} GB"))
    if rollover.primary_shard_size:
        size = rollover.primary_shard_size * block.settings.shards
        sizes.append((size, f"rolls over at {rollover.primary_shard_size / _GB:.0f} GB a shard"))
    if rollover.docs:
        sizes.append((rollover.docs * each, f"{_count(rollover.docs)} documents x {each} bytes"))
    keep = entity.retention.seconds(store.name)
    rate = volume.writes_per_s or (volume.rows / keep if keep else 0)
    if rollover.age and rate:
        sizes.append((rate * rollover.age * each, f"{rate:g}/s x {rollover.age // 3600} h x {each} bytes"))
    return min(sizes) if sizes else None


def document_bytes(entity: Entity, block: Block) -> int:
    """The average size of a document: from `volume.size`, with an estimate for each other column."""
    said = dict(entity.volume.size) if entity.volume else {}
    return _OVERHEAD + sum(said.get(field.name) or _size(type_) for field, _, type_ in columns(entity, block))


def _size(type_: Type) -> int:
    if type_.kind == "string":
        return min(type_.length or 16, 32) // 2 + 2
    if type_.kind == "vector":
        return 4 * (type_.length or 0)
    return _BYTES.get(type_.kind, 8)


def _count(value: float) -> str:
    for unit, factor in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= factor:
            return f"{value / factor:g}{unit}"
    return f"{value:g}"
