"""How the driver is set up: one node of one data centre, no retries, no schema metadata of its own."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any, Final

from cassandra import ConsistencyLevel
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, ExecutionProfile
from cassandra.io.libevreactor import LibevConnection
from cassandra.policies import ConstantReconnectionPolicy, FallthroughRetryPolicy, HostDistance, LoadBalancingPolicy
from cassandra.query import tuple_factory

from gamemodel.engines.cassandra.server.address import Address

CONNECT_S: Final = 5.0


READ_S: Final = 20.0


class PinnedPolicy(LoadBalancingPolicy):  # type: ignore[misc]
    """Every request goes to the same node of one data centre while that node is up; other nodes can be asked by name."""

    def __init__(self, datacentre: str) -> None:
        super().__init__()
        self.datacentre = datacentre
        self.hosts: dict[Any, Any] = {}

    def populate(self, cluster: Any, hosts: Any) -> None:
        del cluster
        self.hosts = {host.endpoint: host for host in hosts}
        if not self.datacentre:
            known = sorted((host for host in hosts if host.datacenter), key=lambda host: str(host.endpoint))
            self.datacentre = known[0].datacenter if known else ""

    def distance(self, host: Any) -> Any:
        near = not self.datacentre or host.datacenter in (None, self.datacentre)
        return HostDistance.LOCAL if near else HostDistance.REMOTE

    def make_query_plan(self, working_keyspace: Any = None, query: Any = None) -> Iterator[Any]:
        del working_keyspace, query
        near = [host for host in self.hosts.values() if host.datacenter in (None, self.datacentre)]
        return iter(sorted(near, key=lambda host: (host.is_up is False, str(host.endpoint))))

    def on_up(self, host: Any) -> None:
        self.hosts[host.endpoint] = host

    def on_down(self, host: Any) -> None:
        del host

    def on_add(self, host: Any) -> None:
        self.hosts[host.endpoint] = host

    def on_remove(self, host: Any) -> None:
        self.hosts.pop(host.endpoint, None)


def cluster_settings(address: Address, policy: PinnedPolicy) -> dict[str, Any]:
    profile = ExecutionProfile(
        load_balancing_policy=policy,
        retry_policy=FallthroughRetryPolicy(),
        consistency_level=ConsistencyLevel.LOCAL_QUORUM,
        serial_consistency_level=ConsistencyLevel.LOCAL_SERIAL,
        request_timeout=READ_S,
        row_factory=tuple_factory,
    )
    return {
        "port": address.port,
        "execution_profiles": {EXEC_PROFILE_DEFAULT: profile},
        "auth_provider": PlainTextAuthProvider(address.user, address.password) if address.user else None,
        "ssl_context": _tls(address) if address.tls else None,
        "ssl_options": {"server_hostname": address.hosts[0]} if address.tls and address.check_hostname else None,
        "connection_class": LibevConnection,
        "protocol_version": 5,
        "schema_metadata_enabled": False,
        "token_metadata_enabled": False,
        "max_schema_agreement_wait": 0,
        "connect_timeout": CONNECT_S,
        "control_connection_timeout": 10,
        "reconnection_policy": ConstantReconnectionPolicy(1.0, None),
        "monitor_reporting_enabled": False,
    }


def _tls(address: Address) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=address.ca or None)
    context.check_hostname = address.check_hostname
    if address.cert:
        context.load_cert_chain(address.cert, address.key or None)
    return context
