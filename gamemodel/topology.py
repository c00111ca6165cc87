"""Regions, stores and targets: the clusters of each store and the regions that each of them serves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from gamemodel.diagnostics import Span

OptionsT = TypeVar("OptionsT")

ScopeKind = Literal["each-region", "spanning", "writer"]


@dataclass(frozen=True, slots=True)
class Region:
    """A region and the zone (privacy area) it belongs to."""

    name: str
    zone: str
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scope:
    """`each-region`: a cluster per region; `spanning`: one cluster over all; `writer`: one writing region, `readers` elsewhere."""

    kind: ScopeKind
    writer: str = ""
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """A named instance of an engine. `options` is a frozen dataclass of the engine's sections.py (keyspace, prefix, …)."""

    name: str
    engine: str
    flavour: str
    scope: Scope
    options: object
    at_least: str = ""
    folder: str = ""
    span: Span | None = field(default=None, compare=False)

    def options_as(self, kind: type[OptionsT]) -> OptionsT:
        """The options as the engine's own class. Raises TypeError for a store of another engine."""
        if not isinstance(self.options, kind):
            raise TypeError(f"store {self.name} has no {kind.__module__}.{kind.__name__}")
        return self.options


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entity whose file was deleted. Findings about dropping it point here."""

    name: str
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Topology:
    """The regions, stores and roles of one model."""

    regions: tuple[Region, ...]
    stores: tuple[Store, ...]
    roles: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def store(self, name: str) -> Store:
        """The store called `name`. Raises KeyError."""
        for each in self.stores:
            if each.name == name:
                return each
        raise KeyError(name)

    def zone(self, region: str) -> str:
        """The zone of `region`. Raises KeyError."""
        return {each.name: each.zone for each in self.regions}[region]

    def regions_of(self, store: Store) -> tuple[str, ...]:
        """The regions in which rows of `store` can be read."""
        if store.scope.kind == "writer":
            return (store.scope.writer, *store.scope.readers)
        return tuple(region.name for region in self.regions)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An environment's entry for one cluster: its URL and settings (`flavour`, `replicas`, `lifecycle`, `datacentre`, …) as text."""

    url: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One cluster of one store in one environment; it owns one ledger and one lock unless it is a replica (a witness)."""

    store: Store
    environment: str
    regions: tuple[str, ...]
    url: str
    replica: bool = False
    canary: bool = False
    settings: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """`mysql eu-west-1`, for messages."""
        return f"{self.store.name} {self.label}"

    @property
    def label(self) -> str:
        """`eu-west-1`, or `eu-west-1+us-east-1` for a cluster that spans regions."""
        return "+".join(self.regions)

    @property
    def spans(self) -> bool:
        return self.store.scope.kind == "spanning"

    def setting(self, name: str, default: str = "") -> str:
        return dict(self.settings).get(name, default)


def targets(
    topology: Topology, store: Store, environment: str, canary: str, endpoint: Callable[[str], Endpoint]
) -> tuple[Target, ...]:
    """The clusters of `store` in the order of its regions; a writer comes before its replicas.

    `endpoint` returns the environment's settings of a region; for a spanning store only its first region is asked.
    """

    def make(regions: tuple[str, ...], *, replica: bool = False) -> Target:
        at = endpoint(regions[0])
        settings = dict(at.settings)
        flavour = settings.pop("flavour", store.flavour)
        return Target(
            replace(store, flavour=flavour),
            environment,
            regions,
            at.url,
            replica,
            canary in regions and not replica,
            tuple(settings.items()),
        )

    names = tuple(region.name for region in topology.regions)
    match store.scope.kind:
        case "spanning":
            return (make(names),)
        case "writer":
            return (make((store.scope.writer,)), *(make((r,), replica=True) for r in store.scope.readers))
    return tuple(make((name,)) for name in names)
