"""The docker provider, on an engine and on images of this machine's own: Debian's dockerd, packages and Maven's jars."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docker
import pymysql
import pytest
import redis

from gamemodel.errors import SandboxError
from gamemodel.sandbox import Endpoint, MissingError, Sandbox, StoreRequest
from gamemodel.sandbox.cache import cache_root
from gamemodel.sandbox.docker import Docker
from gamemodel.sandbox.docker.containers import IMAGES
from gamemodel.sandbox.sandbox import silent
from tests.servers.docker_engine import install_engine, private_engine
from tests.servers.docker_images import build_images

TWO = ("eu-west-1", "us-east-1")
ENGINES = ("cassandra", "mysql", "opensearch", "redis")
SMALL = (
    StoreRequest("mysql", "mysql", "writer-readers", TWO),
    StoreRequest("redis", "redis", "each-region", TWO, replicas=1),
)
LARGE = (
    StoreRequest("cassandra", "cassandra", "spanning", TWO),
    StoreRequest("opensearch", "opensearch", "each-region", TWO),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    """A Docker engine of this test's own; docker.io is installed where INSTALL=1 allows it, otherwise it must be there."""
    if os.environ.get("INSTALL") == "1":
        install_engine()
    with private_engine(cache_root()) as host, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", host)
        client = docker.from_env()
        yield client
        left = client.containers.list(all=True)
        client.close()
        assert left == []


@pytest.fixture(scope="module")
def images(engine: Any) -> Mapping[str, str]:
    return build_images(engine, ENGINES, cache_root(), silent)


@pytest.fixture
def sandbox(images: Mapping[str, str], tmp_path: Path) -> Iterator[Sandbox]:
    here = Sandbox(tmp_path, tuple(images.items()))
    yield here
    here.down()


def silent_servers(sandbox: Sandbox) -> list[str]:
    return [server.endpoint.name for server in sandbox.status() if not server.answering]


def mysql(place: Endpoint, statement: str) -> Any:
    with pymysql.connect(host=place.address, port=place.port, user="root", autocommit=True) as link:
        cursor = link.cursor()
        cursor.execute(statement)
        return cursor.fetchall()


def test_mysql_and_redis_replicate_are_reused_and_leave_nothing(sandbox: Sandbox, engine: Any) -> None:
    places = sandbox.up(SMALL, provider="docker")
    named = {place.name: place for place in places}
    assert silent_servers(sandbox) == []
    assert all(place.address.startswith("127.0.") for place in places)

    mysql(named["mysql-eu-west-1"], "CREATE DATABASE game")
    sandbox.stop_server("mysql-us-east-1")
    assert silent_servers(sandbox) == ["mysql-us-east-1"]
    sandbox.start_server("mysql-us-east-1")
    assert mysql(named["mysql-us-east-1"], "SHOW DATABASES LIKE 'game'") == (("game",),)
    with pytest.raises(pymysql.err.OperationalError, match="super-read-only"):
        mysql(named["mysql-us-east-1"], "CREATE DATABASE other")

    writer, copy = named["redis-us-east-1"], named["redis-us-east-1-replica1"]
    with redis.Redis(host=writer.address, port=writer.port) as link:
        link.set("a", "1")
        assert link.wait(1, 5000) == 1
        assert link.acl_save()
    with redis.Redis(host=copy.address, port=copy.port) as link:
        assert link.get("a") == b"1"

    sandbox.pause("redis-eu-west-1")
    assert silent_servers(sandbox) == ["redis-eu-west-1"]
    sandbox.resume("redis-eu-west-1")
    assert silent_servers(sandbox) == []

    containers = [server.container for server in sandbox.status()]
    assert sandbox.up(SMALL, provider="auto") == places
    assert [server.container for server in sandbox.status()] == containers

    sandbox.down()
    assert engine.containers.list(all=True) == []
    assert engine.networks.list(filters={"label": "gamemodel.sandbox"}) == []
    assert sandbox.status() == ()


def test_cassandra_spans_two_containers_and_opensearch_answers_in_two(sandbox: Sandbox) -> None:
    from cassandra.cluster import Cluster

    places = {place.name: place for place in sandbox.up(LARGE, provider="docker")}
    assert silent_servers(sandbox) == []
    here = places["cassandra-us-east-1"]
    cluster = Cluster([here.address], port=here.port, protocol_version=5)
    try:
        session = cluster.connect()
        session.execute(
            "CREATE KEYSPACE game WITH replication = "
            "{'class': 'NetworkTopologyStrategy', 'eu-west-1': 1, 'us-east-1': 1}"
        )
        seen = {(host.endpoint.address, host.endpoint.port, host.datacenter) for host in cluster.metadata.all_hosts()}
        assert seen == {(places[f"cassandra-{region}"].address, here.port, region) for region in TWO}
    finally:
        cluster.shutdown()


def test_data_is_kept_in_stopped_containers_when_asked(sandbox: Sandbox) -> None:
    one = (StoreRequest("mysql", "mysql", "each-region", TWO[:1]),)
    (place,) = sandbox.up(one, provider="docker")
    mysql(place, "CREATE DATABASE kept")
    sandbox.down(keep=True)
    assert [server.running for server in sandbox.status()] == [False]
    sandbox.up(one, provider="docker", keep=True)
    assert mysql(place, "SHOW DATABASES LIKE 'kept'") == (("kept",),)
    sandbox.down(keep=True)
    sandbox.up(one, provider="docker")
    assert mysql(place, "SHOW DATABASES LIKE 'kept'") == ()


def test_auto_takes_docker_where_the_images_are_and_native_servers_otherwise(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sandbox.choose(ENGINES) == "docker"
    official = Sandbox(tmp_path / "other")
    assert official.choose(ENGINES) == "native"
    monkeypatch.setenv("GAMEMODEL_IMAGE_REDIS", dict(sandbox.images)["redis"])
    assert official.choose(("redis",)) == "docker"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    assert sandbox.choose(ENGINES) == "native"


def test_without_an_engine_its_installation_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    with pytest.raises(MissingError, match="a Docker engine that answers") as caught:
        Sandbox(tmp_path).up(SMALL, provider="docker")
    assert "docker.io" in caught.value.help


def test_without_its_engine_a_sandbox_says_what_it_cannot_do(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.up((StoreRequest("redis", "redis", "each-region", TWO[:1]),), provider="docker")
    with monkeypatch.context() as away:
        away.setenv("DOCKER_HOST", f"unix://{sandbox.root}/nobody.sock")
        assert [server.running for server in sandbox.status()] == [False]
        with pytest.raises(SandboxError, match="no Docker engine answers"):
            sandbox.down()
    assert silent_servers(sandbox) == []


def test_missing_images_are_named_with_the_pull_that_brings_them(engine: Any, tmp_path: Path) -> None:
    del engine
    lacks = Docker(tmp_path).missing(ENGINES)
    assert [lack.commands for lack in lacks] == [(f"docker pull {IMAGES[name]}",) for name in ENGINES]
    nowhere = Docker(tmp_path, {"redis": "127.0.0.1:9/none/redis:7"})
    with pytest.raises(SandboxError, match=r"no image 127\.0\.0\.1:9/none/redis:7") as caught:
        nowhere.install(("redis",), silent)
    assert caught.value.help == "docker pull 127.0.0.1:9/none/redis:7"
