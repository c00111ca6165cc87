"""The lifecycle of an index: its policy, and the component template with its settings."""

from __future__ import annotations

from gamemodel.engines.opensearch.block import sections
from gamemodel.engines.opensearch.compile.index import EntityIndex
from gamemodel.engines.opensearch.dialect.lifecycle.types import (
    Allocation,
    Lifecycle,
    Phase,
    PhaseName,
    Rollover,
    normalised,
)
from gamemodel.engines.opensearch.dialect.ownership import note
from gamemodel.engines.opensearch.schema import LIFECYCLE, Component, Policy


def policy(index: EntityIndex) -> Policy | None:
    """The policy of a rolling alias or a stream. Other indices have none."""
    life = _lifecycle(index)
    if index.kind not in ("rolling", "stream") or life == Lifecycle():
        return None
    description = note(index.model, index.store)
    if index.flavour.lifecycle == "ilm":
        return Policy(index.name, "ilm", life, description)
    return Policy(index.name, "ism", life, description, (index.pattern,), index.block.priority)


def lifecycle_component(index: EntityIndex) -> Component | None:
    """The lifecycle's settings. They have a template of their own, since a server without the plug-in refuses it whole."""
    if index.flavour.lifecycle == "ilm":
        settings = {"lifecycle.name": index.name}
        settings |= {"lifecycle.rollover_alias": index.name} if index.kind == "rolling" else {}
    elif index.kind == "rolling":
        settings = {"plugins.index_state_management.rollover_alias": index.name}
    else:
        return None
    return Component(index.name + LIFECYCLE, settings=tuple(sorted(settings.items())), meta=index.meta)


def _lifecycle(index: EntityIndex) -> Lifecycle:
    """The phases of the block, with deletion after the retention."""
    written, keep = index.block.lifecycle, index.entity.retention.seconds(index.store)
    phases = tuple(_phase(name, one) for name in PhaseName if (one := getattr(written, str(name), None)) is not None)
    return normalised(Lifecycle(_rollover(index.block.rollover), phases, None if keep is None else keep * 1000))


def _phase(name: PhaseName, one: sections.Phase) -> Phase:
    return Phase(
        name,
        one.after * 1000,
        one.priority,
        one.read_only,
        one.replicas,
        Allocation.of(dict(one.require), dict(one.include), dict(one.exclude)),
        one.tier,
        one.shrink,
        one.force_merge,
    )


def _rollover(rollover: sections.Rollover | None) -> Rollover | None:
    if rollover is None:
        return None
    return Rollover(
        rollover.size,
        rollover.primary_shard_size,
        None if rollover.docs is None else int(rollover.docs),
        None if rollover.age is None else rollover.age * 1000,
    )
