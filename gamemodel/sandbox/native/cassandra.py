"""Cassandra 5.0 from Maven's jars: what it needs, its files, its command line, and when it has joined its cluster."""

from __future__ import annotations

import shutil
import time
from importlib.resources import files
from pathlib import Path

from gamemodel.sandbox.cache import building
from gamemodel.sandbox.errors import SandboxError
from gamemodel.sandbox.install import Command, Missing, run
from gamemodel.sandbox.native import java
from gamemodel.sandbox.request import ServerSpec

VERSION = "5.0.9"
OPENS = ("java.base/sun.nio.ch", "java.base/java.io", "java.base/java.nio", "java.base/jdk.internal.ref")
EXPORTS = (
    "java.base/jdk.internal.misc",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
)
# Nothing to wait for in a cluster on one machine; a node that missed a schema change pulls it after 1 s instead of
# 60 s; schema changes are not flushed to disk one by one (a CREATE TABLE takes 24 ms instead of 71).
PROPERTIES = (
    "java.net.preferIPv4Stack=true",
    "cassandra-foreground=yes",
    "cassandra.skip_wait_for_gossip_to_settle=0",
    "cassandra.ring_delay_ms=1000",
    "cassandra.superuser_setup_delay_ms=0",
    "cassandra.migration_delay_ms=1000",
    "cassandra.shutdown_announce_in_ms=0",
    "cassandra.test.flush_local_schema_changes=false",
)


def home(cache: Path) -> Path:
    return cache / f"cassandra-{VERSION}"


def missing(cache: Path) -> tuple[Missing, ...]:
    lacks = java.missing("cassandra")
    if not (home(cache) / "lib").is_dir():
        pom = files(__package__) / "cassandra.pom.xml"
        fetch = f"mvn -B -q -f {pom} dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="
        lacks += (Missing("cassandra", f"the jars of Cassandra {VERSION}", (f"{fetch}{home(cache) / 'lib'}",)),)
    return lacks


def install(cache: Path) -> None:
    """Fetch the jars (67 MB). Raises SandboxError with Maven's words."""
    if (home(cache) / "lib").is_dir():
        return
    with building(home(cache)) as fresh:
        pom = fresh / "pom.xml"
        pom.write_text((files(__package__) / "cassandra.pom.xml").read_text())
        run(java.copy_jars(pom, fresh / "lib"))


def archive(cache: Path) -> Path | None:
    return java.archive(home(cache))


def prepare(spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path:
    """Write the node's configuration; returns its data directory."""
    del cache
    data = directory / "data"
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    # Distinct for every node, whatever their number, so that a region can be added to a cluster that runs.
    token = ((spec.index + 1) * 0x9E3779B97F4A7C15) % 2**64 - 2**63
    text = (files(__package__) / "cassandra.yaml").read_text()
    for word, value in {
        "CLUSTER": leader.group,
        "TOKEN": str(token),
        "SEED": f"{leader.address}:{leader.internode_port}",
        "ADDRESS": spec.address,
        "INTERNODE": str(spec.internode_port),
        "CLIENT": str(spec.port),
    }.items():
        text = text.replace(f"@{word}@", value)
    (directory / "cassandra.yaml").write_text(text)
    (directory / "rackdc.properties").write_text(f"dc={spec.region}\nrack=r1\n")
    (directory / "logback.xml").write_text((files(__package__) / "logback.xml").read_text())
    return data


def command(spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command:
    """A small heap that grows: the server locks all it commits at the start (404 MB resident instead of 835)."""
    del spec
    properties = (
        *PROPERTIES,
        f"cassandra.config=file://{directory}/cassandra.yaml",
        f"cassandra-rackdc.properties=file://{directory}/rackdc.properties",
        f"logback.configurationFile=file://{directory}/logback.xml",
        f"cassandra.logdir={directory}",
        f"cassandra.storagedir={data}",
    )
    return Command(
        (
            str(java.jdk() / "bin" / "java"),
            *("-Xms64m", "-Xmx512m", "-Xss512k", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
            *("-XX:TieredStopAtLevel=1", "-Xlog:cds=off", archive_option),
            *(f"-XX:ErrorFile={directory}/crash.log", "-XX:-UsePerfData"),
            *(f"-D{item}" for item in properties),
            *(word for module in OPENS for word in ("--add-opens", f"{module}=ALL-UNNAMED")),
            *(word for module in EXPORTS for word in ("--add-exports", f"{module}=ALL-UNNAMED")),
            *("-cp", java.class_path(home(cache) / "lib")),
            "org.apache.cassandra.service.CassandraDaemon",
        )
    )


def join(spec: ServerSpec, leader: ServerSpec, seconds: float = 60) -> None:
    """Wait until this node and its seed know each other and share one schema version. Raises SandboxError."""
    end = time.monotonic() + seconds
    if spec == leader:
        return
    while True:
        ours, theirs = _view(spec), _view(leader)
        if leader.address in ours[1] and spec.address in theirs[1] and ours[0] == theirs[0]:
            return
        if time.monotonic() > end:
            raise SandboxError(
                f"{spec.name} did not join {leader.name} within {seconds:.0f} s", "gamemodel sandbox down"
            )
        time.sleep(0.1)


def _view(spec: ServerSpec) -> tuple[str, frozenset[str]]:
    """A node's own schema version and the addresses of the peers that it knows."""
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
        peers = session.execute("SELECT native_address FROM system.peers_v2")
        return str(version), frozenset(str(row.native_address) for row in peers)
    finally:
        cluster.shutdown()
