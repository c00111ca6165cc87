"""The codes of what a target's servers lack, found before the first statement by server/preflight.py."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

NODES: Final = Code(
    "GM610",
    "nodes disagree about the schema, or are down",
    "DDL on a cluster whose nodes have different schemas can lose data. Find the node in trouble with `nodetool describecluster`,\n"
    "wait until there is one version, then apply. A node that is merely down follows when it is back, which is a warning.",
)
PLACE: Final = Code(
    "GM611",
    "data centres or replicas do not fit the cluster",
    "The topology's regions are data centres of the cluster, under their own names or under what the environment says\n"
    "(`datacentre.REGION`). More replicas than a data centre has nodes cannot be written at LOCAL_QUORUM.",
)
SERVER_DEFAULTS: Final = Code(
    "GM612",
    "the server's own defaults differ",
    "A table that does not say its compaction gets the server's default. Where that is not SizeTieredCompactionStrategy, `verify`\n"
    "would report every such table. Say `compaction` in the store's `options`, so that all clusters agree.",
    Severity.WARNING,
)
OLD: Final = Code(
    "GM613",
    "the server is older than this engine supports",
    "Versions before 4.1 write corrupt files when columns are added under load, and lack what is read here.",
)
CODES: Final = (NODES, PLACE, SERVER_DEFAULTS, OLD)
