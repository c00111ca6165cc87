"""Which target goes when: the order of regions, and whose failure stops the rest."""

from __future__ import annotations

from collections.abc import Iterable

from gamemodel.topology import Target


def waves(targets: Iterable[Target]) -> tuple[tuple[Target, ...], ...]:
    """Clusters that span regions and writers first, then the canary region, then the rest side by side, replicas last."""
    ranked: dict[int, list[Target]] = {}
    for target in targets:
        rank = 3 if target.replica else 0 if target.store.scope.kind != "each-region" else 1 if target.canary else 2
        ranked.setdefault(rank, []).append(target)
    return tuple(tuple(ranked[rank]) for rank in sorted(ranked))


def leads(target: Target) -> bool:
    """Others wait for it: a cluster that spans regions, a writer, the canary."""
    return not target.replica and (target.canary or target.store.scope.kind != "each-region")
