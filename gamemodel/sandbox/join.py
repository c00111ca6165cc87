"""What makes a server that answers a member of its group: cluster, replication set; and the waits for it."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable, Mapping

from gamemodel.errors import SandboxError
from gamemodel.sandbox.request import ServerSpec

SECONDS = 60.0
CHANGE_SOURCE = (
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST=%s, SOURCE_PORT=%s, SOURCE_USER='root', SOURCE_PASSWORD='',"
    " SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1, SOURCE_HEARTBEAT_PERIOD=1"
)
# Index State Management runs its jobs every 5 minutes, each up to 60 % later; once a minute here.
ISM_SETTINGS = {
    "plugins.index_state_management.job_interval": 1,
    "plugins.index_state_management.jitter": 0.0,
    "plugins.index_state_management.history.enabled": False,
}


def join(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """Make `spec` part of the group that `leader` heads; `host` and `port` are the leader's as `spec` sees them.

    Doing it again changes nothing. Raises SandboxError when the group does not come together within a minute.
    """
    JOINS[spec.engine](spec, leader, host, port)


def _cassandra(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """Wait until the node and its seed have heard of each other's latest start and share one schema version."""
    del host, port
    both = {f"{node.address}:{node.port}" for node in (spec, leader)}
    end = time.monotonic() + SECONDS
    while spec != leader:
        (our_schema, ours), (their_schema, theirs) = _view(spec), _view(leader)
        if both <= ours.keys() and all(ours[node] == theirs.get(node) for node in both) and our_schema == their_schema:
            return
        if time.monotonic() > end:
            raise SandboxError(
                f"{spec.name} did not join {leader.name} within {SECONDS:.0f} s", "gamemodel sandbox down"
            )
        time.sleep(0.1)


def _view(spec: ServerSpec) -> tuple[str, dict[str, int]]:
    """A node's schema version, and by client address the generation (time of start) of each node that gossip told of."""
    from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
    from cassandra.policies import WhiteListRoundRobinPolicy

    profile = ExecutionProfile(load_balancing_policy=WhiteListRoundRobinPolicy([spec.address]))
    cluster = Cluster(
        [spec.address],
        port=spec.port,
        protocol_version=5,
        execution_profiles={EXEC_PROFILE_DEFAULT: profile},
        schema_metadata_enabled=False,
        token_metadata_enabled=False,
    )
    try:
        session = cluster.connect()
        version = session.execute("SELECT schema_version FROM system.local").one().schema_version
        nodes = session.execute("SELECT native_address_and_port AS node, generation FROM system_views.gossip_info")
        return str(version), {row.node: row.generation for row in nodes}
    finally:
        cluster.shutdown()


def _mysql(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """A replica follows its writer by GTID, read-only also for root; wait until both of its threads run."""
    import pymysql
    from pymysql.cursors import DictCursor

    if spec.role != "replica":
        return
    end = time.monotonic() + SECONDS
    with pymysql.connect(host=spec.address, port=spec.port, user="root", cursorclass=DictCursor) as link:
        cursor = link.cursor()
        cursor.execute("SHOW REPLICA STATUS")
        if not cursor.fetchone():
            cursor.execute(CHANGE_SOURCE, (host, port))
        cursor.execute("START REPLICA")
        cursor.execute("SET PERSIST super_read_only = ON")
        while True:
            cursor.execute("SHOW REPLICA STATUS")
            status = cursor.fetchone() or {}
            if status.get("Replica_IO_Running") == "Yes" == status.get("Replica_SQL_Running"):
                return
            if time.monotonic() > end:
                words = status.get("Last_IO_Error") or status.get("Last_SQL_Error") or "no error given"
                raise SandboxError(
                    f"{spec.name} does not replicate from {leader.name}: {words}", "gamemodel sandbox down"
                )
            time.sleep(0.05)


def _opensearch(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """Let lifecycles advance once a minute; a server without the plugin refuses the settings and stays as it is."""
    del leader, host, port
    link = http.client.HTTPConnection(spec.address, spec.port, timeout=30)
    try:
        body = json.dumps({"persistent": ISM_SETTINGS})
        link.request("PUT", "/_cluster/settings", body, {"Content-Type": "application/json"})
        reply = link.getresponse()
        words = reply.read().decode()
        if reply.status >= 400 and "not recognized" not in words:
            raise SandboxError(f"{spec.name}: {words}")
    finally:
        link.close()


def _redis(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """A replica follows its writer; wait for the link."""
    if spec.role != "replica":
        return
    end = time.monotonic() + SECONDS
    if f"master_host:{host}\r\nmaster_port:{port}\r\n" not in _ask(spec, "INFO replication"):
        _ask(spec, f"REPLICAOF {host} {port}")
    while "master_link_status:up" not in _ask(spec, "INFO replication"):
        if time.monotonic() > end:
            raise SandboxError(f"{spec.name} does not replicate from {leader.name}", "gamemodel sandbox down")
        time.sleep(0.02)


def _ask(spec: ServerSpec, line: str) -> str:
    with socket.create_connection((spec.address, spec.port), 5) as link:
        link.sendall(f"{line}\r\n".encode())
        return link.recv(65536).decode()


JOINS: Mapping[str, Callable[[ServerSpec, ServerSpec, str, int], None]] = {
    "cassandra": _cassandra,
    "mysql": _mysql,
    "opensearch": _opensearch,
    "redis": _redis,
}
