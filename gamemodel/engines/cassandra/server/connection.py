"""A connection through the DataStax driver: reads, lightweight transactions, DDL, and schema agreement of all nodes.

DDL goes to one coordinator and is never sent twice by the driver.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from cassandra import ConsistencyLevel, DriverException
from cassandra.cluster import Cluster, NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.protocol import ErrorMessage
from cassandra.query import SimpleStatement

from gamemodel.engines.cassandra.server.address import Address
from gamemodel.engines.cassandra.server.cluster import CONNECT_S, PinnedPolicy, cluster_settings
from gamemodel.engines.cassandra.server.driver_errors import read_error, until_sent, was_not_sent, words_of, write_error
from gamemodel.errors import OutcomeUnknown, Unreachable

DDL_S: Final = 120.0
"""DROP KEYSPACE of 1,000 tables took 27 s on a small server."""
AGREE_S: Final = 60.0

Row = tuple[Any, ...]


class Connection:
    """An open connection. Close it."""

    def __init__(self, address: Address, *, keyspaces: bool = False) -> None:
        """Connects. Raises Unreachable with the address."""
        # The driver warns of what is dealt with here: hosts that are down, schema agreement, protocol versions.
        logging.getLogger("cassandra").setLevel(logging.CRITICAL)
        self.address = address
        self.keyspaces = keyspaces
        self.policy = PinnedPolicy(address.datacentre)
        self.cluster = Cluster(list(address.hosts), **cluster_settings(address, self.policy))
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
        """A plain write, or a hand-written statement."""
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
