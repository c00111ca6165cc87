"""Configures the official image of each engine as a small server of the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gamemodel.sandbox.native import cassandra, mysql, redis
from gamemodel.sandbox.request import ServerSpec

# The official images. Other images must support the variables below.
IMAGES: Mapping[str, str] = {
    "cassandra": "cassandra:5.0",
    "mysql": "mysql:9.7",
    "opensearch": "opensearchproject/opensearch:2.19.1",
    "redis": "redis:7",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of a container: the port inside it, and files that it has before it starts."""

    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def recipe(spec: ServerSpec, leader: ServerSpec) -> Recipe:
    """The settings of a server. Inside the network its host name is its name."""
    return RECIPES[spec.engine](spec, leader)


def _cassandra(spec: ServerSpec, leader: ServerSpec) -> Recipe:
    """The same port inside and outside, since nodes tell clients each other's address and port."""
    file = "/etc/gamemodel/cassandra.yaml"
    properties = (f"cassandra.config=file://{file}", *cassandra.PROPERTIES)
    environment = {
        "CASSANDRA_DC": spec.region,
        "CASSANDRA_RACK": "r1",
        "MAX_HEAP_SIZE": "512M",
        "HEAP_NEWSIZE": "128M",
        "JVM_EXTRA_OPTS": " ".join(f"-D{item}" for item in properties),
    }
    return Recipe(spec.port, environment, (), {file: cassandra.configuration(spec, leader, leader.name, "")})


def _mysql(spec: ServerSpec, leader: ServerSpec) -> Recipe:
    del leader
    environment = {"MYSQL_ALLOW_EMPTY_PASSWORD": "yes", "MYSQL_ROOT_HOST": "%", "MYSQL_INITDB_SKIP_TZINFO": "yes"}
    return Recipe(3306, environment, (*mysql.OPTIONS, *mysql.replication_options(spec)))


def _opensearch(spec: ServerSpec, leader: ServerSpec) -> Recipe:
    environment = {
        "cluster.name": leader.name,
        "node.name": spec.name,
        "network.host": "0.0.0.0",  # published on one loopback address  # noqa: S104
        "discovery.type": "single-node",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "DISABLE_SECURITY_PLUGIN": "true",
        "DISABLE_INSTALL_DEMO_CONFIG": "true",
        "OPENSEARCH_JAVA_OPTS": "-Xms512m -Xmx512m",
    }
    return Recipe(9200, environment)


def _redis(spec: ServerSpec, leader: ServerSpec) -> Recipe:
    del spec, leader
    accounts = "/data/users.acl"
    options = ("--dir", "/data", "--aclfile", accounts, *redis.OPTIONS)
    return Recipe(6379, {}, options, {accounts: ""})


RECIPES: Mapping[str, Callable[[ServerSpec, ServerSpec], Recipe]] = {
    "cassandra": _cassandra,
    "mysql": _mysql,
    "opensearch": _opensearch,
    "redis": _redis,
}
