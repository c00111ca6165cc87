"""What an environment must know of a sandbox's servers, as the TOML that `include` in gamemodel.toml reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gamemodel.sandbox.endpoint import Endpoint, urls

# What the sandbox's servers are, whatever the topology says of the real ones: one node each, of these flavours.
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "cassandra": {"flavour": "cassandra-5.0", "replicas": "1"},
    "mysql": {"flavour": "mysql-9"},
    "opensearch": {"flavour": "opensearch-2.19", "replicas": "0"},
    "redis": {"flavour": "redis-7"},
}


def servers_toml(endpoints: Sequence[Endpoint]) -> str:
    """One table per store with its settings, and one per region with the server's URL."""
    engines = {place.store: place.engine for place in endpoints}
    lines = ["# Written by gamemodel sandbox up: the servers that run on this machine now."]
    for store, regions in sorted(urls(tuple(endpoints)).items()):
        lines += ["", f'[stores."{store}"]']
        lines += [f'{key} = "{value}"' for key, value in SETTINGS[engines[store]].items()]
        for region, url in regions.items():
            lines += [f'[stores."{store}"."{region}"]', f'url = "{url}"']
    return "\n".join(lines) + "\n"
