"""Conditions of the cluster that would make applying fail, found before the first statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.engines.cassandra import codes
from gamemodel.engines.cassandra.dialect.options import DEFAULTS, read_map
from gamemodel.engines.cassandra.server.connection import Connection
from gamemodel.engines.cassandra.server.placement import replicas
from gamemodel.topology import Target


def settings(connection: Connection) -> dict[str, str]:
    """The settings of the coordinator that are checked."""
    names = ("materialized_views_enabled", "dynamic_data_masking_enabled", "default_compaction.class_name")
    marks = ", ".join(["%s"] * len(names))
    rows = connection.read(f"SELECT name, value FROM system_views.settings WHERE name IN ({marks})", names)
    return {str(name): str(value) for name, value in rows if value is not None}


def preflight(connection: Connection, target: Target) -> tuple[Diagnostic, ...]:
    """Errors stop the run before its first statement; warnings are printed."""
    if connection.keyspaces:
        return ()
    address = str(connection.address)
    agreed, silent = connection.agree(15)
    hosts = connection.cluster.metadata.all_hosts()
    version = str(connection.read("SELECT release_version FROM system.local")[0][0])
    return (
        *_schema_versions(address, silent, agreed=agreed),
        *_replicas(address, Counter(host.datacenter or "" for host in hosts), target),
        *server_findings(address, version, settings(connection)),
    )


def _schema_versions(address: str, silent: tuple[str, ...], *, agreed: bool) -> Iterator[Diagnostic]:
    if not agreed:
        help = "nodetool describecluster shows which; wait, or repair it first"
        yield codes.NODES.at(None, f"{address}: the nodes have different schemas", help)
    if silent:
        message = f"{address}: no answer from {', '.join(silent)}; they follow when they are back"
        yield replace(codes.NODES.at(None, message), severity=Severity.WARNING)


def _replicas(address: str, nodes: Counter[str], target: Target) -> Iterator[Diagnostic]:
    """`nodes` counts the nodes of each data centre."""
    for name, count in replicas(target).items():
        if name not in nodes:
            message = f"{address}: no data centre '{name}' (there are {', '.join(sorted(nodes))})"
            yield codes.PLACE.at(None, message, f"set datacentre.REGION in environment {target.environment}")
        elif int(count) // 2 + 1 > nodes[name]:
            message = f"{address}: {count} replicas on {nodes[name]} nodes in {name}: LOCAL_QUORUM cannot be reached"
            help = f"set replicas = {nodes[name]} in environment {target.environment}, or add nodes"
            yield codes.PLACE.at(None, message, help)


def server_findings(address: str, version: str, settings: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A version that is too old, or a default compaction that is not Cassandra's own. Pure."""
    numbers = tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2])
    if numbers < (4, 1):
        yield codes.OLD.at(None, f"{address} runs Cassandra {version}", "use 4.1 or newer")
        return
    default = settings.get("default_compaction.class_name", "").rpartition(".")[2]
    if default not in ("", "null", dict(read_map(DEFAULTS["compaction"]))["class"]):
        yield codes.SERVER_DEFAULTS.at(None, f"{address}: the default compaction is {default}")
