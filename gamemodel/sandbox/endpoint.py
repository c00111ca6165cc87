"""Addresses and URLs of the sandbox's servers."""

from __future__ import annotations

from dataclasses import dataclass

from gamemodel.sandbox.request import Role, ServerSpec


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One server: the regions it serves, its role in its group, and its URL as in gamemodel.toml."""

    name: str
    store: str
    engine: str
    regions: tuple[str, ...]
    role: Role
    address: str
    port: int
    data_centre: str | None
    url: str


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """A server now: whether its process is running, and whether it answers in its own protocol."""

    endpoint: Endpoint
    provider: str
    pid: int | None
    container: str | None
    running: bool
    answering: bool


def endpoint(spec: ServerSpec) -> Endpoint:
    place = f"{spec.address}:{spec.port}"
    url = {
        "cassandra": f"cassandra://{place}?dc={spec.region}",
        "mysql": f"mysql://root@{place}",
        "opensearch": f"http://{place}",
        "redis": f"redis://{place}",
    }[spec.engine]
    centre = spec.region if spec.engine == "cassandra" else None
    return Endpoint(spec.name, spec.store, spec.engine, (spec.region,), spec.role, spec.address, spec.port, centre, url)


def urls(endpoints: tuple[Endpoint, ...]) -> dict[str, dict[str, str]]:
    """Store -> region -> URL. Replicas are left out where the region has a writer."""
    found: dict[str, dict[str, str]] = {}
    for place in sorted(endpoints, key=lambda place: place.role == "replica"):
        for region in place.regions:
            found.setdefault(place.store, {}).setdefault(region, place.url)
    return found


def environment_variables(endpoints: tuple[Endpoint, ...]) -> dict[str, str]:
    """GAMEMODEL_<STORE>_<REGION> -> URL, in upper case, with an underscore for every other character. A replica in its
    writer's region is GAMEMODEL_<SERVER NAME>."""
    variables = {
        _variable(f"{store}_{region}"): url
        for store, regions in urls(endpoints).items()
        for region, url in regions.items()
    }
    shown = set(variables.values())
    return variables | {_variable(place.name): place.url for place in endpoints if place.url not in shown}


def _variable(name: str) -> str:
    return "GAMEMODEL_" + "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name).upper()
