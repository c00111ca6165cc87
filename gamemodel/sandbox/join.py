"""Makes an answering server part of its cluster or replication set."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

from gamemodel.errors import SandboxError
from gamemodel.sandbox.request import ServerSpec
from gamemodel.sandbox.waiting import until

SECONDS = 60.0
CHANGE_SOURCE = (
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST=%s, SOURCE_PORT=%s, SOURCE_USER='root', SOURCE_PASSWORD='',"
    " SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1, SOURCE_HEARTBEAT_PERIOD=1"
)
# Index State Management runs its jobs every 5 minutes, with up to 60 % jitter; here once a minute.
ISM_SETTINGS = {
    "plugins.index_state_management.job_interval": 1,
    "plugins.index_state_management.jitter": 0.0,
    "plugins.index_state_management.history.enabled": False,
}


def join(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """Make `spec` part of the group of `leader`, which it reaches at `host` and `port`; does nothing if it is already.

    Raises SandboxError when it has not joined within a minute.
    """
    JOINS[spec.engine](spec, leader, host, port)


def _not_replicating(spec: ServerSpec, leader: ServerSpec, reason: str = "") -> SandboxError:
    return SandboxError(f"{spec.name} does not replicate from {leader.name}{reason}", "gamemodel sandbox down")


def _cassandra(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """Wait until the node and its seed know each other's current generation and agree on the schema version."""
    del host, port
    if spec == leader:
        return
    both = {f"{node.address}:{node.port}" for node in (spec, leader)}

    def agree() -> bool:
        (our_schema, ours), (their_schema, theirs) = _view(spec), _view(leader)
        known = both <= ours.keys() and all(ours[node] == theirs.get(node) for node in both)
        return known and our_schema == their_schema

    words = f"{spec.name} did not join {leader.name} within {SECONDS:.0f} s"
    until(agree, SECONDS, lambda: SandboxError(words, "gamemodel sandbox down"))


def _view(spec: ServerSpec) -> tuple[str, dict[str, int]]:
    """A node's schema version, and the generation (start time) of each node it knows, by client address."""
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
    """Start GTID replication on a replica, make it read-only for root too, and wait until both threads run."""
    import pymysql
    from pymysql.cursors import DictCursor

    if spec.role != "replica":
        return
    with pymysql.connect(host=spec.address, port=spec.port, user="root", cursorclass=DictCursor) as link:
        cursor = link.cursor()
        cursor.execute("SHOW REPLICA STATUS")
        if not cursor.fetchone():
            cursor.execute(CHANGE_SOURCE, (host, port))
        cursor.execute("START REPLICA")
        cursor.execute("SET PERSIST super_read_only = ON")

        def status() -> Mapping[str, Any]:
            cursor.execute("SHOW REPLICA STATUS")
            return cursor.fetchone() or {}

        def running() -> bool:
            found = status()
            return found.get("Replica_IO_Running") == "Yes" == found.get("Replica_SQL_Running")

        def failure() -> SandboxError:
            found = status()
            words = found.get("Last_IO_Error") or found.get("Last_SQL_Error") or "no error given"
            return _not_replicating(spec, leader, f": {words}")

        until(running, SECONDS, failure)


def _opensearch(spec: ServerSpec, leader: ServerSpec, host: str, port: int) -> None:
    """Let lifecycles advance once a minute. A server without the plugin refuses the settings, which is fine."""
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
    """Make a replica follow its writer and wait for the link."""
    if spec.role != "replica":
        return
    if f"master_host:{host}\r\nmaster_port:{port}\r\n" not in _ask(spec, "INFO replication"):
        _ask(spec, f"REPLICAOF {host} {port}")
    until(
        lambda: "master_link_status:up" in _ask(spec, "INFO replication"),
        SECONDS,
        lambda: _not_replicating(spec, leader),
    )


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
