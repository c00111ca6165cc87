"""The order of targets: which region is applied to when, and whose failure stops the rest."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from gamemodel.topology import Target


class Rank(IntEnum):
    """Targets of one rank run side by side, after those of every lower rank."""

    SHARED = 0
    """Clusters that span regions, and writers."""
    CANARY = 1
    REGION = 2
    REPLICA = 3


def rank(target: Target) -> Rank:
    if target.replica:
        return Rank.REPLICA
    if target.store.scope.kind != "each-region":
        return Rank.SHARED
    return Rank.CANARY if target.canary else Rank.REGION


def waves(targets: Iterable[Target]) -> tuple[tuple[Target, ...], ...]:
    """The targets of each rank, in the order in which ranks are applied."""
    ranked: dict[Rank, list[Target]] = {}
    for target in targets:
        ranked.setdefault(rank(target), []).append(target)
    return tuple(tuple(ranked[each]) for each in sorted(ranked))


def blocks_the_rest(target: Target) -> bool:
    """If this target fails, later waves are not begun: a cluster that spans regions, a writer, or in the canary region."""
    return not target.replica and (target.canary or rank(target) is Rank.SHARED)
