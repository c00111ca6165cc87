"""Proves that a lifecycle enforces the retention within its grace, and that no phase begins after deletion."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.codes import GRACE_TOO_SHORT, LATE_PHASE, NO_INDEX, NOTHING_DELETES
from gamemodel.engines.opensearch.compile.blocks import kind_of
from gamemodel.model import Entity
from gamemodel.topology import Store

_DAY = 86_400


def findings(entity: Entity, block: Block, store: Store) -> Iterator[Diagnostic]:
    """Findings about one index. A rebuilt copy holds what its job copies, so the retention of the home applies."""
    keep = entity.retention.seconds(store.name)
    place = entity.retention.span or block.span or entity.span
    kind = kind_of(block)
    if kind in ("single", "rebuilt"):
        yield from _one_index(block, kind, keep, place)
        return
    if keep is None:
        return
    age = block.rollover.age if block.rollover else None
    if age is None and kind == "rolling":
        yield GRACE_TOO_SHORT.at(
            (block.rollover.span if block.rollover else None) or place,
            f"{block.name} rolls over without an age, so a document may outlive the retention by any time",
            "add age: to rollover",
        )
    elif age is not None and entity.retention.grace_s < age:
        yield GRACE_TOO_SHORT.at(
            place,
            f"a document of {block.name} may live {_days(keep + age)}: {_days(keep)} after a rollover at {_days(age)}",
            f"write grace: {_days(age)}",
        )
    for name in ("hot", "warm", "cold"):
        phase = getattr(block.lifecycle, name) if block.lifecycle else None
        if phase is not None and phase.after >= keep:
            yield LATE_PHASE.at(
                block.lifecycle.span if block.lifecycle else place,
                f"{block.name} is {name} after {_days(phase.after)}, and deleted after {_days(keep)}",
            )


def _one_index(block: Block, kind: str, keep: int | None, place: Span | None) -> Iterator[Diagnostic]:
    """An index without rollover has no age, so no lifecycle can delete it."""
    if block.lifecycle is not None:
        yield NO_INDEX.at(
            block.lifecycle.span, f"{block.name} has a lifecycle, but nothing replaces its index", "add rollover:"
        )
    if keep is not None and kind == "single":
        yield NOTHING_DELETES.at(
            place,
            f"{block.name} keeps its documents forever; the retention is {_days(keep)}",
            "add rollover:, or rebuild: by-job",
        )


def _days(seconds: int) -> str:
    return (
        f"{seconds // _DAY}d"
        if seconds % _DAY == 0
        else f"{seconds // 3600}h"
        if seconds % 3600 == 0
        else f"{seconds}s"
    )
