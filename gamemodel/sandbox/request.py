"""The servers that a list of stores needs: their names, roles, addresses and ports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from gamemodel.errors import SandboxError

Layout = Literal["each-region", "spanning", "writer-readers"]
Role = Literal["node", "writer", "replica"]

# Clients use the first port; nodes of a cluster talk to each other on the second.
PORTS: Mapping[str, Mapping[str, int]] = {
    "cassandra": {"client": 9042, "internode": 7000},
    "mysql": {"client": 3306},
    "opensearch": {"client": 9200, "internode": 9300},
    "redis": {"client": 6379},
}
LAYOUTS: Mapping[str, tuple[Layout, ...]] = {
    "cassandra": ("spanning", "each-region"),
    "mysql": ("writer-readers", "each-region"),
    "opensearch": ("each-region",),
    "redis": ("each-region",),
}


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """One store of a topology. The first of `regions` has the writer; `replicas` is per region (redis only)."""

    store: str
    engine: str
    layout: Layout
    regions: tuple[str, ...]
    replicas: int = 0


@dataclass(frozen=True, slots=True)
class Addresses:
    """The loopback addresses of a sandbox: region i has 127.0.`block`.`i+1`; `shift` is added to every port."""

    block: int
    shift: int

    def address(self, region_index: int) -> str:
        return f"127.0.{self.block}.{region_index + 1}"


@dataclass(frozen=True, slots=True)
class ServerSpec:
    """One server process. Servers of one `group` are one cluster or one replication set; `follows` starts first."""

    name: str
    store: str
    engine: str
    region: str
    role: Role
    group: str
    index: int
    follows: str | None
    address: str
    port: int
    internode_port: int | None


def plan_servers(stores: tuple[StoreRequest, ...], addresses: Addresses) -> tuple[ServerSpec, ...]:
    """The servers for `stores`; the same input gives the same plan. Raises SandboxError for an invalid request."""
    regions: dict[str, int] = {}
    for store in stores:
        _check(store)
        for region in store.regions:
            regions.setdefault(region, len(regions))
    if len({store.store for store in stores}) < len(stores):
        raise SandboxError("two stores have the same name", "give each store its own name")
    taken: dict[str, int] = {}
    servers: list[ServerSpec] = []
    for store in stores:
        offset = taken.get(store.engine, 0) + addresses.shift
        taken[store.engine] = taken.get(store.engine, 0) + 1 + store.replicas
        servers += _servers_of(store, {name: addresses.address(number) for name, number in regions.items()}, offset)
    return tuple(servers)


def _check(store: StoreRequest) -> None:
    if store.engine not in PORTS:
        raise SandboxError(f"store {store.store}: no sandbox server for engine {store.engine!r}")
    if store.layout not in LAYOUTS[store.engine]:
        known = " or ".join(LAYOUTS[store.engine])
        raise SandboxError(f"store {store.store}: {store.engine} cannot have the layout {store.layout}", f"use {known}")
    if not store.regions or len(set(store.regions)) < len(store.regions):
        raise SandboxError(f"store {store.store}: needs one or more different regions")
    if store.replicas and store.engine != "redis":
        raise SandboxError(f"store {store.store}: only redis has replicas per region")


def _servers_of(store: StoreRequest, addresses: Mapping[str, str], offset: int) -> list[ServerSpec]:
    """The servers of one store, in the order in which they must start."""
    ports = PORTS[store.engine]
    servers: list[ServerSpec] = []
    for number, region in enumerate(store.regions):
        name = f"{store.store}-{region}"
        alone = store.layout == "each-region"
        first = ServerSpec(
            name=name,
            store=store.store,
            engine=store.engine,
            region=region,
            role="writer" if store.engine == "mysql" or store.replicas else "node",
            group=name if alone else store.store,
            index=0 if alone else number,
            follows=None,
            address=addresses[region],
            port=ports["client"] + offset,
            internode_port=ports["internode"] + offset if "internode" in ports else None,
        )
        if store.layout == "writer-readers" and number:
            first = replace(first, role="replica", follows=servers[0].name)
        if store.layout == "spanning" and number:
            first = replace(first, follows=servers[-1].name)  # a Cassandra cluster accepts one joining node at a time
        servers.append(first)
        servers += [
            replace(
                first, name=f"{name}-replica{copy}", role="replica", index=copy, follows=name, port=first.port + copy
            )
            for copy in range(1, store.replicas + 1)
        ]
    return servers
