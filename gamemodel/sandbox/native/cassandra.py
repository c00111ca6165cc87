"""Cassandra 5.0 from Maven's jars: installation, configuration and command line."""

from __future__ import annotations

import shutil
from pathlib import Path

from gamemodel.sandbox.cache import building
from gamemodel.sandbox.install import Command, Missing, run
from gamemodel.sandbox.native import java
from gamemodel.sandbox.request import ServerSpec

VERSION = "5.0.9"
FILES = Path(__file__).parent
POM = FILES / "cassandra.pom.xml"
OPENS = ("java.base/sun.nio.ch", "java.base/java.io", "java.base/java.nio", "java.base/jdk.internal.ref")
EXPORTS = (
    "java.base/jdk.internal.misc",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
)
# No waits that a cluster on one machine does not need. A node that missed a schema change pulls it after 1 s, not 60 s.
# Schema changes are not flushed to disk one by one: a CREATE TABLE takes 24 ms instead of 71.
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
    return java.missing("cassandra", f"the jars of Cassandra {VERSION}", POM, home(cache) / "lib")


def install(cache: Path) -> None:
    """Download the jars (67 MB). Raises SandboxError with Maven's output."""
    if not (home(cache) / "lib").is_dir():
        with building(home(cache)) as fresh:
            run(java.copy_jars(POM, fresh / "lib"))


def finish(cache: Path) -> None:
    del cache


def archive(cache: Path) -> Path | None:
    return java.archive(home(cache), "classes")


def prepare(spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path:
    """Write the node's configuration; returns its data directory."""
    del cache
    data = directory / "data"
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    text = configuration(spec, leader, leader.address, spec.address)
    (directory / "cassandra.yaml").write_text(text)
    (directory / "rackdc.properties").write_text(f"dc={spec.region}\nrack=r1\n")
    (directory / "logback.xml").write_text((FILES / "logback.xml").read_text())
    return data


def configuration(spec: ServerSpec, leader: ServerSpec, seed: str, listen: str) -> str:
    """The cassandra.yaml of a node. `seed` is the leader's host, `listen` the node's own (default: its host name).

    Clients get the address of `spec`.
    """
    # A different token for every node, so that a region can be added to a running cluster.
    token = ((spec.index + 1) * 0x9E3779B97F4A7C15) % 2**64 - 2**63
    text = (FILES / "cassandra.yaml").read_text()
    for word, value in {
        "CLUSTER": leader.group,
        "TOKEN": str(token),
        "SEED": f"{seed}:{leader.internode_port}",
        "LISTEN": listen,
        "RPC": listen or "0.0.0.0",  # inside a container; published on one loopback address  # noqa: S104
        "ADDRESS": spec.address,
        "INTERNODE": str(spec.internode_port),
        "CLIENT": str(spec.port),
    }.items():
        text = text.replace(f"@{word}@", value)
    return text


def command(spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command:
    """A small heap that grows, since the server locks all initial memory (404 MB resident instead of 835)."""
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
