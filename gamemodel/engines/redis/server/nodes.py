"""The nodes of one target: which are primaries, which follow them, and which one owns a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gamemodel.engines.redis.server.address import Address, parse, place
from gamemodel.engines.redis.server.connection import Connection
from gamemodel.errors import ServerRefused, Unreachable
from gamemodel.topology import Target


@dataclass(frozen=True, slots=True)
class Node:
    """One server process and its reply to INFO."""

    connection: Connection
    info: tuple[tuple[str, str], ...]
    categories: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    def said(self, name: str, default: str = "") -> str:
        return dict(self.info).get(name, default)

    @property
    def is_primary(self) -> bool:
        return self.said("role") == "master"

    @property
    def follows(self) -> str:
        """host:port of its primary, for a replica."""
        return f"{self.said('master_host')}:{self.said('master_port')}"

    @property
    def version(self) -> tuple[int, int, int]:
        """Of the Redis it is compatible with: a Valkey 8 says 7.2.4."""
        numbers = [int(part) for part in self.said("redis_version", "0.0.0").split(".")[:3]]
        return (numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0)


class Nodes:
    """All nodes of a target that are known, connected one by one."""

    def __init__(self, target: Target) -> None:
        self.seeds = parse(target.url)
        self.listed = tuple(place(each) for each in target.setting("nodes").split(",") if each.strip())
        self.replica = target.replica
        self._nodes: dict[str, Node] = {}
        for seed in self.seeds:
            self._ask(seed)
        for host, port in self.listed:
            self._ask(self.seeds[0].at(host, port))
        if not self.listed:
            self._discover()
        self._owners: dict[str, Node] = {}

    @property
    def every(self) -> tuple[Node, ...]:
        return tuple(self._nodes.values())

    @property
    def primaries(self) -> tuple[Node, ...]:
        return tuple(node for node in self.every if node.is_primary)

    @property
    def first(self) -> Node:
        """The node that commands without a key go to: a primary, unless this target is a replica."""
        return next(iter(self.primaries if not self.replica else ()), self.every[0])

    @property
    def clustered(self) -> bool:
        return self.every[0].said("cluster_enabled") == "1"

    def readers(self, prefer_replica: bool) -> tuple[Node, ...]:
        """One node for each primary, to read keys from: an online replica where one is preferred and there is one."""
        if self.replica or not self.primaries:
            return (self.every[0],)
        return tuple((prefer_replica and self._replica_of(primary)) or primary for primary in self.primaries)

    def replicas_of(self, primary: Node) -> tuple[Node, ...]:
        names = {str(primary.connection.address), *primary.said("aliases").split()}
        return tuple(node for node in self.every if not node.is_primary and node.follows in names)

    def _replica_of(self, primary: Node) -> Node | None:
        return next((n for n in self.replicas_of(primary) if n.said("master_link_status") == "up"), None)

    def keyed(self, key: str, *words: str | bytes | int) -> Any:
        """The reply of the node that owns `key`; in a cluster the server says which one that is. Raises ServerRefused, Unreachable."""
        node = self._owners.get(key, self.first)
        for _ in range(5):
            try:
                reply = node.connection.call(*words)
            except ServerRefused as refused:
                kind, *rest = refused.words.split()
                if kind != "MOVED" or len(rest) != 2:
                    raise
                host, port = place(rest[1])
                node = self._ask(self.seeds[0].at(host or node.connection.address.host, port))
                continue
            self._owners[key] = node
            return reply
        raise Unreachable(
            f"{node.connection}: the cluster moves the slot of {key} from node to node", "try again when it is stable"
        )

    def close(self) -> None:
        for node in self.every:
            node.connection.close()

    def _ask(self, address: Address) -> Node:
        known = self._nodes.get(str(address))
        if known is not None:
            return known
        connection = Connection(address)
        found = [part.split(":", 1) for part in connection.call("INFO").splitlines() if ":" in part]
        node = Node(connection, tuple((name, value) for name, value in found))
        self._nodes[str(address)] = node
        return node

    def _discover(self) -> None:
        """Add what the known nodes say of the others. A node that cannot be reached is an error: rights are not replicated."""
        if self.clustered:
            for row in self.every[0].connection.call("CLUSTER", "NODES").splitlines():
                words = row.split()
                at = words[1].partition("@")[0]
                if "noaddr" not in words[2] and "fail" not in words[2].split(","):
                    host, port = place(at)
                    self._ask(self.seeds[0].at(host or self.seeds[0].host, port))
            return
        for node in self.every:
            for name, value in node.info if node.is_primary else ():
                if name.startswith("slave") and "ip=" in value:
                    said = dict(part.split("=", 1) for part in value.split(","))
                    self._follower(node, said["ip"], int(said["port"]))

    def _follower(self, primary: Node, host: str, port: int) -> None:
        try:
            self._ask(self.seeds[0].at(host, port))
        except Unreachable as error:
            raise Unreachable(
                f"{error.message}: {primary.connection} says that this replica follows it",
                "rights are set on every node: name the addresses that this machine can reach under nodes: of the environment",
            ) from error
