"""A real cluster of two primaries: keys on both, registry, ledger and lock wherever their slots are, rights on every node."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis

from gamemodel.engine import Pace
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.schema import Registry, Schema
from gamemodel.ledger import Entry, Head, Holder
from gamemodel.sandbox.cache import cache_root
from gamemodel.sandbox.native import debs
from gamemodel.sandbox.native import redis as native
from tests.servers.redis_place import Place, apply, drift

HALVES = ((0, 8191), (8192, 16383))


def free_port() -> int:
    """A port whose companion for the cluster bus (10,000 higher) exists."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 50_000:
            return port


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """URLs of two primaries with half of the slots each."""
    native.install(cache_root())
    program = debs.with_own_loader(native.tree(cache_root()), "redis-server")
    ports = (free_port(), free_port())
    running = [start(program, port, tmp_path_factory.mktemp("node")) for port in ports]
    try:
        clients = [connected(port) for port in ports]
        for client, (low, high) in zip(clients, HALVES, strict=True):
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", low, high)
        clients[1].execute_command("CLUSTER", "SET-CONFIG-EPOCH", 2)
        clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", ports[1])
        deadline = time.monotonic() + 20
        while not all(ready(client) for client in clients):
            assert time.monotonic() < deadline, "the cluster does not come up"
            time.sleep(0.05)
        yield (f"redis://127.0.0.1:{ports[0]}", f"redis://127.0.0.1:{ports[1]}")
    finally:
        for process in running:
            process.terminate()
            process.wait(10)


def start(program: tuple[str, ...], port: int, data: Path) -> subprocess.Popen[bytes]:
    (data / "users.acl").touch()
    words = ("--bind", "127.0.0.1", "--port", str(port), "--dir", str(data), "--cluster-enabled", "yes", "--save", "")
    return subprocess.Popen((*program, *words, "--aclfile", str(data / "users.acl")), stdout=subprocess.DEVNULL)


def connected(port: int) -> Any:
    client: Any = redis.Redis("127.0.0.1", port, decode_responses=True)
    deadline = time.monotonic() + 10
    while True:
        try:
            client.ping()
            return client
        except redis.exceptions.ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def ready(client: Any) -> bool:
    said = str(client.execute_command("CLUSTER", "INFO"))
    return "cluster_state:ok" in said and "cluster_known_nodes:2" in said


def in_cluster(place: Place) -> Schema:
    """The schema of the other tests, in cluster mode."""
    registry = Registry(place.prefix, cluster=True)
    families = place.schema().families
    return Schema(
        registry, families, derived_roles(families, registry, Options(place.prefix, cluster=True, acl="managed"))
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_everything_finds_its_node(cluster: tuple[str, str], seed: int) -> None:
    host, port = cluster[seed].removeprefix("redis://").split(":")
    place = Place(cluster[seed], f"clu{seed}:", redis.Redis(host, int(port), decode_responses=True))
    clients: list[Any] = [redis.Redis.from_url(url, decode_responses=True) for url in cluster]
    for client in clients:
        for name in (place.game, place.shop):
            client.execute_command("ACL", "SETUSER", name, "on", ">secret")
    schema = in_cluster(place)
    with place.open(cluster=True) as server:
        assert len(server.nodes.primaries) == 2
        assert server.preflight() == ()
        server.ensure_ledger(Head("game", "redis", "test", server.cluster()))
        server.append(Entry(1, "done", "r", 1))
        with server.lock(Holder("ann", "h", 1, "t")) as lease:
            lease.ensure(1)
        apply(server, Schema(), schema)
        with redis.RedisCluster(host, int(port), username=place.shop, password="secret", decode_responses=True) as shop:
            for n in range(200):
                shop.hset(f"{place.prefix}user:{n}:profile", mapping={"age": n, "name": "x"})
                shop.expire(f"{place.prefix}user:{n}:profile", 900)
        sizes = [client.dbsize() for client in clients]
        assert min(sizes) > 20
        assert drift(server, schema) == []
        shorter = schema.with_family(replace(schema.families[1], ttl_s=60))
        apply(server, schema, shorter)
        assert drift(server, shorter, Pace(None, True)) == []
        clients[0].execute_command("ACL", "SETUSER", place.game, "+get")
        assert len(drift(server, shorter)) == 1
        assert len(server.ledger().entries) == 1


def test_the_model_must_say_that_it_is_a_cluster(cluster: tuple[str, str]) -> None:
    place = Place(cluster[0], "clu:", None)
    with place.open() as server:
        assert [(f.code, f.is_error) for f in server.preflight()] == [("GM665", True)]
