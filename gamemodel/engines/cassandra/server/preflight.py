"""What would make applying fail or dangerous on this cluster, found before the first statement."""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic, Severity
from gamemodel.engines.cassandra.codes import NODES, OLD, PLACE, SERVER_DEFAULTS
from gamemodel.engines.cassandra.dialect.options import DEFAULTS, read_map
from gamemodel.engines.cassandra.server.connection import Connection
from gamemodel.engines.cassandra.server.placement import replicas
from gamemodel.topology import Target


def settings(connection: Connection) -> dict[str, str]:
    """The coordinator's settings that matter here."""
    names = ("materialized_views_enabled", "dynamic_data_masking_enabled", "default_compaction.class_name")
    marks = ", ".join(["%s"] * len(names))
    rows = connection.read(f"SELECT name, value FROM system_views.settings WHERE name IN ({marks})", names)
    return {str(name): str(value) for name, value in rows if value is not None}


def preflight(connection: Connection, target: Target) -> tuple[Diagnostic, ...]:
    """Errors stop before the first statement; warnings are said."""
    if connection.keyspaces:
        return ()
    return (*_nodes(connection), *_places(connection, target), *_server(connection))


def _nodes(connection: Connection) -> list[Diagnostic]:
    agreed, silent = connection.agree(15)
    found = []
    if not agreed:
        message = f"{connection.address}: the nodes have different schemas"
        found.append(Diagnostic(NODES.id, message, help="nodetool describecluster shows which; wait or mend it first"))
    if silent:
        message = f"{connection.address}: no answer from {', '.join(silent)}; they follow when they are back"
        found.append(Diagnostic(NODES.id, message, severity=Severity.WARNING))
    return found


def _places(connection: Connection, target: Target) -> list[Diagnostic]:
    nodes: dict[str, int] = {}
    for host in connection.cluster.metadata.all_hosts():
        nodes[host.datacenter or ""] = nodes.get(host.datacenter or "", 0) + 1
    found = []
    for name, count in replicas(target).items():
        if name not in nodes:
            message = f"{connection.address}: no data centre '{name}' (there are {', '.join(sorted(nodes))})"
            help = f"set datacentre.REGION in environment {target.environment}"
            found.append(Diagnostic(PLACE.id, message, help=help))
        elif int(count) // 2 + 1 > nodes[name]:
            message = f"{connection.address}: {count} replicas on {nodes[name]} nodes in {name}: LOCAL_QUORUM cannot be reached"
            help = f"set replicas = {nodes[name]} in environment {target.environment}, or add nodes"
            found.append(Diagnostic(PLACE.id, message, help=help))
    return found


def _server(connection: Connection) -> list[Diagnostic]:
    version = str(connection.read("SELECT release_version FROM system.local")[0][0])
    numbers = tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2])
    if numbers < (4, 1):
        return [Diagnostic(OLD.id, f"{connection.address} runs Cassandra {version}", help="4.1 or newer is needed")]
    known = settings(connection)
    said = known.get("default_compaction.class_name", "").rpartition(".")[2]
    usual = dict(read_map(DEFAULTS["compaction"]))["class"]
    if said not in ("", "null", usual):
        message = f"{connection.address}: the default compaction is {said}"
        return [Diagnostic(SERVER_DEFAULTS.id, message, severity=Severity.WARNING)]
    return []
