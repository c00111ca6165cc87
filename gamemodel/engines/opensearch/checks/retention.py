"""Proves that the retention is carried out by a lifecycle within its grace, and that no phase begins after the end."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic, Span
from gamemodel.engines.opensearch.block.sections import Block
from gamemodel.engines.opensearch.checks import finding
from gamemodel.engines.opensearch.codes import GRACE_TOO_SHORT, LATE_PHASE, NO_INDEX, NOTHING_DELETES
from gamemodel.engines.opensearch.compile.schema import kind_of
from gamemodel.model import Entity
from gamemodel.topology import Store

_DAY = 86_400


def findings(entity: Entity, block: Block, store: Store) -> Iterator[Diagnostic]:
    """A rebuilt copy holds what its job copies, so the home's retention is its own."""
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
        yield finding(
            GRACE_TOO_SHORT,
            f"{block.name} rolls over without an age, so a document may outlive the retention by any time",
            (block.rollover.span if block.rollover else None) or place,
            "add age: to rollover",
        )
    elif age is not None and entity.retention.grace_s < age:
        yield finding(
            GRACE_TOO_SHORT,
            f"a document of {block.name} may live {_days(keep + age)}: {_days(keep)} after a rollover at {_days(age)}",
            place,
            f"write grace: {_days(age)}",
        )
    for name in ("hot", "warm", "cold"):
        phase = getattr(block.lifecycle, name) if block.lifecycle else None
        if phase is not None and phase.after >= keep:
            yield finding(
                LATE_PHASE,
                f"{block.name} is {name} after {_days(phase.after)}, and deleted after {_days(keep)}",
                block.lifecycle.span if block.lifecycle else place,
            )


def _one_index(block: Block, kind: str, keep: int | None, place: Span | None) -> Iterator[Diagnostic]:
    """An index that nothing replaces can neither age nor be deleted by age."""
    if block.lifecycle is not None:
        yield finding(
            NO_INDEX,
            f"{block.name} has a lifecycle, but nothing replaces its index",
            block.lifecycle.span,
            "add rollover:",
        )
    if keep is not None and kind == "single":
        yield finding(
            NOTHING_DELETES,
            f"{block.name} keeps its documents for ever, the retention says {_days(keep)}",
            place,
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
