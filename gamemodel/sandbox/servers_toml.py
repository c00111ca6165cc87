"""Writes the sandbox's servers as TOML for `include` in gamemodel.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gamemodel.sandbox.endpoint import Endpoint, urls

# The sandbox's servers have one node each and these flavours, independent of the topology.
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "cassandra": {"flavour": "cassandra-5.0", "replicas": "1"},
    "mysql": {"flavour": "mysql-9"},
    "opensearch": {"flavour": "opensearch-2.19", "replicas": "0"},
    "redis": {"flavour": "redis-7"},
}


def servers_toml(endpoints: Sequence[Endpoint]) -> str:
    """One table per store with its settings, and one per region with its URL."""
    engines = {place.store: place.engine for place in endpoints}
    lines = ["# Written by gamemodel sandbox up: the servers on this machine."]
    for store, regions in sorted(urls(tuple(endpoints)).items()):
        lines += ["", f'[stores."{store}"]']
        lines += [f'{key} = "{value}"' for key, value in SETTINGS[engines[store]].items()]
        for region, url in regions.items():
            lines += [f'[stores."{store}"."{region}"]', f'url = "{url}"']
    return "\n".join(lines) + "\n"
