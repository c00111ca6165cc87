"""The normal form of an index lifecycle, the same for ISM and ILM."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from gamemodel.engines.opensearch.dialect.lifecycle import units

MARK = "gamemodel: "
"""The beginning of the description of a policy that gamemodel wrote, since ISM has no `_meta`."""


class PhaseName(enum.StrEnum):
    """The phases in the order in which an index goes through them; deletion is `Lifecycle.delete_after`."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


@dataclass(frozen=True, slots=True)
class Rollover:
    """When the write index is replaced: as soon as one condition holds. Sizes in bytes, `age` in milliseconds since creation.

    An index without documents rolls over by age like any other: ISM 2.19 knows no other way (measured on OpenSearch 2.19.1).
    """

    size: int | None = None
    primary_shard_size: int | None = None
    docs: int | None = None
    age: int | None = None

    def conditions(self, size: str, primary_shard_size: str, docs: str, age: str) -> dict[str, Any]:
        """The conditions that are set, as a server writes them, under the names that it has for them."""
        written = {
            size: None if self.size is None else units.size_text(self.size),
            primary_shard_size: None if self.primary_shard_size is None else units.size_text(self.primary_shard_size),
            docs: self.docs,
            age: None if self.age is None else units.age_text(self.age),
        }
        return {name: value for name, value in written.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Allocation:
    """Node attributes that the shards of a phase need, may have or must not have; pairs sorted by attribute."""

    require: tuple[tuple[str, str], ...] = ()
    include: tuple[tuple[str, str], ...] = ()
    exclude: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(
        require: Mapping[str, str] | None = None,
        include: Mapping[str, str] | None = None,
        exclude: Mapping[str, str] | None = None,
    ) -> Allocation:
        """The allocation with sorted pairs."""
        return Allocation(*(tuple(sorted((rule or {}).items())) for rule in (require, include, exclude)))


@dataclass(frozen=True, slots=True)
class Phase:
    """What happens to an index `after` milliseconds: since its rollover, or since its creation where nothing rolls over.

    `tier` leaves the move to the phase's data tier to Elasticsearch; `shrink` is the number of primary shards to shrink to.
    The actions take place in the order of the fields.
    """

    name: PhaseName
    after: int = 0
    priority: int | None = None
    read_only: bool = False
    replicas: int | None = None
    allocation: Allocation = field(default_factory=Allocation)
    tier: bool = False
    shrink: int | None = None
    force_merge: int | None = None

    @property
    def idle(self) -> bool:
        """Whether the phase does nothing at all."""
        return self == Phase(self.name, self.after)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A lifecycle in normal form: phases in order, none of them idle; `delete_after` counts like `Phase.after`."""

    rollover: Rollover | None = None
    phases: tuple[Phase, ...] = ()
    delete_after: int | None = None

    def phase(self, name: PhaseName) -> Phase | None:
        return next((phase for phase in self.phases if phase.name is name), None)


@dataclass(frozen=True, slots=True)
class Policy:
    """A lifecycle with what a server keeps beside it.

    `note` is the text after the mark that says who wrote it. `patterns` and `priority` attach an ISM policy to new indices; ILM
    policies are named by the index template instead, so both are empty there.
    """

    lifecycle: Lifecycle
    note: str = ""
    patterns: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that cannot be translated: `where` in the lifecycle or policy (`warm.shrink`, `states[0].actions[1]`), and why."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A translation that was not made, with every reason: nothing is dropped or approximated."""

    flavour: str
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return f"{self.flavour}: " + "; ".join(map(str, self.faults))


def normalised(lifecycle: Lifecycle) -> Lifecycle:
    """The same lifecycle in normal form: phases in their order, idle ones left out."""
    order = list(PhaseName)
    phases = sorted((phase for phase in lifecycle.phases if not phase.idle), key=lambda phase: order.index(phase.name))
    return replace(lifecycle, phases=tuple(phases))


def faults(lifecycle: Lifecycle) -> tuple[Fault, ...]:
    """What is wrong with a lifecycle in any flavour: values out of range, phases out of order, contradictions."""
    return (*_rollover_faults(lifecycle.rollover), *_order_faults(lifecycle), *_phase_faults(lifecycle))


def _rollover_faults(rollover: Rollover | None) -> Iterator[Fault]:
    if rollover is None:
        return
    if rollover == Rollover():
        yield Fault("rollover", "has no condition; say size, primary_shard_size, docs or age")
    for name in ("size", "primary_shard_size", "docs", "age"):
        value: int | None = getattr(rollover, name)
        if value is not None and not 0 < value < 2**63:
            yield Fault(f"rollover.{name}", f"is {value}; must be from 1 to 2^63-1")


def _order_faults(lifecycle: Lifecycle) -> Iterator[Fault]:
    if normalised(lifecycle) != lifecycle:
        yield Fault("phases", "are not in normal form (in order, none idle)")
    names = [phase.name for phase in lifecycle.phases]
    if len(set(names)) != len(names):
        yield Fault("phases", "name a phase twice")
    ages = [(str(phase.name), phase.after) for phase in lifecycle.phases]
    if lifecycle.delete_after is not None:
        ages.append(("delete", lifecycle.delete_after))
    for name, age in ages:
        if not 0 <= age < 2**63:
            yield Fault(f"{name}.after", f"is {age} ms; must be from 0 to 2^63-1")
    for (earlier, before), (later, after) in pairwise(ages):
        if after < before:
            yield Fault(f"{later}.after", f"is shorter than {earlier}.after; ages all count from the same moment")
    if ages and ages[0][0] == "hot" and ages[0][1]:
        yield Fault("hot.after", "is not zero; an index is hot from its first moment")


def _phase_faults(lifecycle: Lifecycle) -> Iterator[Fault]:
    locked = False
    for phase in lifecycle.phases:
        locked = locked or phase.read_only
        for name, least in (("priority", 0), ("replicas", 0), ("force_merge", 1), ("shrink", 1)):
            value: int | None = getattr(phase, name)
            if value is not None and not least <= value < 2**31:
                yield Fault(f"{phase.name}.{name}", f"is {value}; must be from {least} to 2^31-1")
        if phase.force_merge is not None and not locked:
            yield Fault(f"{phase.name}.force_merge", "stops writes to the index; say so with read_only: true")
        if phase.tier and phase.allocation != Allocation():
            yield Fault(f"{phase.name}.tier", "contradicts the phase's own allocation rules")
        if phase.read_only and phase.name is PhaseName.HOT and lifecycle.rollover is None:
            yield Fault("hot.read_only", "without rollover would lock the index before its first document")
        yield from _allocation_faults(phase)


def _allocation_faults(phase: Phase) -> Iterator[Fault]:
    rules = phase.allocation
    for kind in ("require", "include", "exclude"):
        pairs: tuple[tuple[str, str], ...] = getattr(rules, kind)
        if pairs != tuple(sorted(dict(pairs).items())):
            yield Fault(f"{phase.name}.{kind}", "is not sorted or names an attribute twice")
        for attribute, value in pairs:
            if not attribute or not value:
                yield Fault(f"{phase.name}.{kind}", "has an empty attribute or value")
