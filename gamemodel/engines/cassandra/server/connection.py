"""One connection through the DataStax driver: reads, lightweight transactions, DDL, and the agreement of all nodes.

DDL goes to one coordinator and is never sent twice by the driver. What the driver says is told apart into: not sent
(Unreachable), refused (ServerRefused), and not known (OutcomeUnknown).
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cassandra import (
    ConsistencyLevel,
    DriverException,
)
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.io.libevreactor import LibevConnection
from cassandra.policies import (
    ConstantReconnectionPolicy,
    FallthroughRetryPolicy,
    HostDistance,
    LoadBalancingPolicy,
)
from cassandra.protocol import ErrorMessage
from cassandra.query import SimpleStatement, tuple_factory

from gamemodel.engines.cassandra.server.address import Address
from gamemodel.engines.cassandra.server.driver_errors import (
    read_error,
    until_sent,
    was_not_sent,
    words_of,
    write_error,
)
from gamemodel.errors import OutcomeUnknown, Unreachable

CONNECT_S: Final = 5.0
READ_S: Final = 20.0
DDL_S: Final = 120.0
"""DROP KEYSPACE of 1,000 tables took 27 s on a small server."""
AGREE_S: Final = 60.0

Row = tuple[Any, ...]


class _Pinned(LoadBalancingPolicy):  # type: ignore[misc]
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


class Connection:
    """An open connection. Close it."""

    def __init__(self, address: Address, *, keyspaces: bool = False) -> None:
        """Connects. Raises Unreachable with the address."""
        # The driver warns of what is dealt with here: hosts that are down, schema agreement, protocol versions.
        logging.getLogger("cassandra").setLevel(logging.CRITICAL)
        self.address = address
        self.keyspaces = keyspaces
        self.policy = _Pinned(address.datacentre)
        self.cluster = Cluster(list(address.hosts), **_settings(address, self.policy))
        try:
            self.session = self.cluster.connect()
        except NoHostAvailable as error:
            self.cluster.shutdown()
            raise Unreachable(f"no Cassandra answers at {address}: {words_of(error)}") from None
        self.absent: set[Any] = set()
        self._check_datacentre()
        # connect() returns with the first pool, which may be another data centre's.
        if not any(self._pooled(host) for host in self.policy.make_query_plan()):
            self.close()
            raise Unreachable(f"no node of {self.policy.datacentre} at {address} takes connections")

    def _pooled(self, host: Any) -> bool:
        """Whether there are connections to a host; waits for them once."""
        end = time.monotonic() + (0 if host in self.absent else CONNECT_S)
        while True:
            if host in self.session.get_pool_state():
                self.absent.discard(host)
                return True
            if time.monotonic() >= end or host.is_up is False:
                self.absent.add(host)
                return False
            time.sleep(0.002)

    def _check_datacentre(self) -> None:
        known = sorted({host.datacenter for host in self.cluster.metadata.all_hosts() if host.datacenter})
        if self.policy.datacentre and self.policy.datacentre not in known:
            self.close()
            raise Unreachable(
                f"{self.address} has no data centre '{self.policy.datacentre}'; it has {', '.join(known)}",
                "correct ?dc= in the URL",
            )

    @property
    def datacentre(self) -> str:
        """Where lightweight transactions are decided."""
        return self.policy.datacentre

    def close(self) -> None:
        self.cluster.shutdown()

    def read(self, text: str, values: Sequence[object] = (), *, serial: bool = False) -> list[Row]:
        """Rows of a SELECT. `serial` sees every lightweight transaction that was decided. Raises Unreachable, ServerRefused."""
        return until_sent(lambda: self._rows(self._send(text, values, serial=serial), text))

    def read_all(self, texts: Sequence[str], values: Sequence[object]) -> list[list[Row]]:
        """Rows of several SELECTs with the same values, sent at once."""
        return until_sent(lambda: self._read_at_once(texts, values))

    def _read_at_once(self, texts: Sequence[str], values: Sequence[object]) -> list[list[Row]]:
        waiting = [(text, self._send(text, values)) for text in texts]
        return [self._rows(future, text) for text, future in waiting]

    def _send(self, text: str, values: Sequence[object], *, serial: bool = False) -> Any:
        level = None
        if serial:
            # Amazon Keyspaces reads at LOCAL_QUORUM what its transactions wrote, and refuses the serial levels.
            level = ConsistencyLevel.LOCAL_QUORUM if self.keyspaces else ConsistencyLevel.LOCAL_SERIAL
        statement = SimpleStatement(text, fetch_size=20_000, consistency_level=level)
        return self.session.execute_async(statement, tuple(values) or None)

    def _rows(self, future: Any, text: str) -> list[Row]:
        try:
            return list(future.result())
        except (DriverException, NoHostAvailable, ErrorMessage, ConnectionException) as error:
            if was_not_sent(error):
                raise
            raise read_error(error, text) from None

    def decide(self, text: str, values: Sequence[object]) -> bool:
        """Whether a lightweight transaction was applied. Raises OutcomeUnknown when that has to be looked up."""
        try:
            row = until_sent(lambda: self.session.execute(SimpleStatement(text), tuple(values))).one()
        except (DriverException, NoHostAvailable, ErrorMessage, ConnectionException) as error:
            raise write_error(error, text) from None
        return bool(row and row[0])

    def write(self, text: str, values: Sequence[object] = ()) -> None:
        """A plain write, or a statement a person wrote."""
        try:
            until_sent(lambda: self.session.execute(SimpleStatement(text), tuple(values) or None, timeout=DDL_S))
        except (DriverException, NoHostAvailable, ErrorMessage, ConnectionException) as error:
            raise write_error(error, text) from None

    def ddl(self, text: str) -> tuple[str, ...]:
        """Send DDL and wait until all nodes that answer have it; the addresses of those that did not answer.

        Raises Unreachable (not sent), ServerRefused, OutcomeUnknown.
        """
        self.write(text)
        agreed, silent = self.agree(AGREE_S)
        if not agreed:
            raise OutcomeUnknown(
                f"after {AGREE_S:.0f} s the nodes of {self.address} do not agree on one schema",
                "look for a node in trouble (nodetool describecluster); then run the same command again",
            )
        return silent

    def agree(self, seconds: float) -> tuple[bool, tuple[str, ...]]:
        """Whether all nodes that answer have one schema version within `seconds`, and which nodes did not answer.

        Every node is asked for its own version: the driver's way, reading the coordinator's peers, lags by a second.
        """
        end = time.monotonic() + seconds
        pause = 0.005
        while True:
            found = self.on_every_node("SELECT schema_version FROM system.local")
            silent = tuple(place for place, rows in found if rows is None)
            versions = {rows[0][0] for _, rows in found if rows}
            if len(versions) == 1 or self.keyspaces:
                return True, silent
            if time.monotonic() > end:
                return False, silent
            time.sleep(pause)
            pause = min(pause * 1.5, 0.25)

    def on_every_node(self, text: str, values: Sequence[object] = ()) -> list[tuple[str, list[Row] | None]]:
        """(address, that node's own rows, or None where it does not answer within 3 s) for every node known to be up."""
        hosts = sorted(self.cluster.metadata.all_hosts(), key=lambda host: str(host.endpoint))
        waiting = []
        for host in hosts:
            if host.is_up is False or not self._pooled(host):
                waiting.append((host, None))
                continue
            statement = SimpleStatement(text, consistency_level=ConsistencyLevel.ONE)
            try:
                future = self.session.execute_async(statement, tuple(values) or None, timeout=3.0, host=host)
            except (NoHostAvailable, DriverException, ConnectionException):
                future = None
            waiting.append((host, future))
        return [(str(host.endpoint), _or_none(future)) for host, future in waiting]


def _or_none(future: Any) -> list[Row] | None:
    try:
        return list(future.result()) if future is not None else None
    except (DriverException, NoHostAvailable, ErrorMessage, ConnectionException):
        return None


def _settings(address: Address, policy: _Pinned) -> dict[str, Any]:
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
