"""Which servers a request asks for: names, roles, addresses, ports, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gamemodel.errors import SandboxError
from gamemodel.sandbox.request import LAYOUTS, Addresses, Layout, ServerSpec, StoreRequest, plan_servers

HERE = Addresses(block=3, shift=0)
TWO = ("eu-west-1", "us-east-1")


def plan(*stores: StoreRequest, addresses: Addresses = HERE) -> dict[str, ServerSpec]:
    return {spec.name: spec for spec in plan_servers(stores, addresses)}


def test_a_spanning_cassandra_is_one_cluster_that_takes_its_nodes_in_one_at_a_time() -> None:
    nodes = plan(StoreRequest("cassandra", "cassandra", "spanning", ("a", "b", "c")))
    assert [node.follows for node in nodes.values()] == [None, "cassandra-a", "cassandra-b"]
    assert {node.group for node in nodes.values()} == {"cassandra"}
    assert {(node.address, node.port, node.internode_port) for node in nodes.values()} == {
        ("127.0.3.1", 9042, 7000),
        ("127.0.3.2", 9042, 7000),
        ("127.0.3.3", 9042, 7000),
    }


def test_clusters_per_region_wait_for_nobody() -> None:
    nodes = plan(StoreRequest("cassandra", "cassandra", "each-region", TWO))
    assert [node.follows for node in nodes.values()] == [None, None]
    assert [node.group for node in nodes.values()] == ["cassandra-eu-west-1", "cassandra-us-east-1"]


def test_the_first_region_of_a_mysql_writes_and_the_others_follow_it() -> None:
    servers = plan(StoreRequest("mysql", "mysql", "writer-readers", ("a", "b", "c")))
    assert [(s.role, s.follows) for s in servers.values()] == [
        ("writer", None),
        ("replica", "mysql-a"),
        ("replica", "mysql-a"),
    ]
    assert len({s.index for s in servers.values()}) == 3


def test_redis_replicas_stand_beside_their_writer() -> None:
    servers = plan(StoreRequest("redis", "redis", "each-region", TWO, replicas=2))
    copy = servers["redis-us-east-1-replica2"]
    assert (copy.role, copy.follows, copy.address, copy.port) == ("replica", "redis-us-east-1", "127.0.3.2", 6381)
    assert servers["redis-us-east-1"].role == "writer"


def test_stores_of_one_engine_get_ports_of_their_own() -> None:
    servers = plan(
        StoreRequest("sessions", "redis", "each-region", TWO, replicas=1),
        StoreRequest("caches", "redis", "each-region", TWO),
        addresses=Addresses(3, 10_000),
    )
    assert servers["sessions-eu-west-1-replica1"].port == 16380
    assert servers["caches-eu-west-1"].port == 16381


def test_a_region_has_one_address_for_all_stores_whatever_their_order_of_regions() -> None:
    servers = plan(
        StoreRequest("mysql", "mysql", "writer-readers", ("us-east-1", "eu-west-1")),
        StoreRequest("redis", "redis", "each-region", ("eu-west-1", "us-east-1")),
    )
    assert servers["mysql-us-east-1"].address == servers["redis-us-east-1"].address
    assert servers["mysql-eu-west-1"].address == servers["redis-eu-west-1"].address


@pytest.mark.parametrize(
    ("stores", "words"),
    [
        ([StoreRequest("x", "oracle", "each-region", TWO)], "no sandbox server for engine 'oracle'"),
        ([StoreRequest("x", "redis", "spanning", TWO)], "redis cannot have the layout spanning"),
        ([StoreRequest("x", "redis", "each-region", ())], "one or more different regions"),
        ([StoreRequest("x", "redis", "each-region", ("a", "a"))], "one or more different regions"),
        ([StoreRequest("x", "mysql", "each-region", TWO, replicas=1)], "only redis has replicas"),
        ([StoreRequest("x", "redis", "each-region", TWO)] * 2, "two stores have the same name"),
    ],
)
def test_what_cannot_be_met_is_refused(stores: list[StoreRequest], words: str) -> None:
    with pytest.raises(SandboxError, match=words):
        plan_servers(tuple(stores), HERE)


@st.composite
def requests(draw: st.DrawFn) -> tuple[StoreRequest, ...]:
    names = draw(st.lists(st.sampled_from("abcdefg"), unique=True, min_size=1))
    stores = []
    for name in names:
        engine = draw(st.sampled_from(sorted(LAYOUTS)))
        layout: Layout = draw(st.sampled_from(LAYOUTS[engine]))
        regions = draw(st.lists(st.sampled_from(["r1", "r2", "r3", "r4"]), unique=True, min_size=1))
        replicas = draw(st.integers(0, 3)) if engine == "redis" else 0
        stores.append(StoreRequest(name, engine, layout, tuple(regions), replicas))
    return tuple(stores)


@given(requests())
def test_no_two_servers_of_any_request_share_a_name_or_a_socket(stores: tuple[StoreRequest, ...]) -> None:
    servers = plan_servers(stores, HERE)
    sockets = [(s.address, port) for s in servers for port in (s.port, s.internode_port) if port is not None]
    assert len(set(sockets)) == len(sockets)
    assert len({s.name for s in servers}) == len(servers)


@given(requests())
def test_a_server_comes_after_the_one_it_follows_and_in_its_group(stores: tuple[StoreRequest, ...]) -> None:
    seen: dict[str, ServerSpec] = {}
    for server in plan_servers(stores, HERE):
        if server.follows is not None:
            assert seen[server.follows].group == server.group
        seen[server.name] = server
