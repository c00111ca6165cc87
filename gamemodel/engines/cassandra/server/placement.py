"""The replication of a keyspace on one target, from the topology and the environment. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from gamemodel.engines.cassandra.block.sections import Options
from gamemodel.engines.cassandra.dialect.cql import quote
from gamemodel.engines.cassandra.dialect.statements import REPLICATION
from gamemodel.errors import UsageError
from gamemodel.step import Statement
from gamemodel.topology import Target

KEYSPACES = "keyspaces"


def data_centre(target: Target, region: str) -> str:
    """The data centre of a region: the environment's `datacentre.REGION`, or the region's own name."""
    return target.setting(f"datacentre.{region}", region)


def replicas(target: Target) -> dict[str, str]:
    """Replicas by data centre. The environment's `replicas` overrides the topology. Raises UsageError."""
    wanted = target.store.options_as(Options).replication
    given = target.setting("replicas")
    if given and not given.isdigit():
        raise UsageError(f"replicas = '{given}' is not a number", "write replicas = 1 in the environment")
    made: dict[str, str] = {}
    for region in target.regions:
        made[data_centre(target, region)] = given or str(wanted.of(region))
    return made


def replication(target: Target) -> str:
    """The replication map of a target as a CQL literal."""
    found = replicas(target)
    if target.store.flavour == KEYSPACES and len(found) == 1:
        return "{'class': 'SingleRegionStrategy'}"
    inner = ", ".join(f"'{name}': '{count}'" for name, count in found.items())
    return f"{{'class': 'NetworkTopologyStrategy', {inner}}}"


def agrees(live: Mapping[str, str], target: Target) -> bool:
    """Whether a live replication map agrees with the topology."""
    strategy = live.get("class", "").rpartition(".")[2]
    found = {name: str(count) for name, count in live.items() if name != "class"}
    if strategy == "SingleRegionStrategy":
        return target.store.flavour == KEYSPACES and len(target.regions) == 1
    return strategy == "NetworkTopologyStrategy" and found == {n: c for n, c in replicas(target).items() if c != "0"}


def placement_step(keyspace: str) -> Statement:
    """ALTER KEYSPACE to the target's replication; data move only when repair runs."""
    return Statement(
        f"{keyspace}.option:replication",
        f"ALTER KEYSPACE {quote(keyspace)} WITH replication = ${{{REPLICATION}}}",
        comment=f"afterwards run on every node: nodetool repair -full {keyspace} (a new data centre: nodetool rebuild)",
        placeholders=(REPLICATION,),
    )
