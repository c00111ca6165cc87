"""URLs and variables of the servers, as environments and programs take them."""

from __future__ import annotations

from gamemodel.sandbox.endpoint import endpoint, environment_variables, urls
from gamemodel.sandbox.request import Addresses, StoreRequest, plan_servers

TWO = ("eu-west-1", "us-east-1")
SERVERS = tuple(
    endpoint(spec)
    for spec in plan_servers(
        (
            StoreRequest("cassandra", "cassandra", "spanning", TWO),
            StoreRequest("orders", "mysql", "writer-readers", TWO),
            StoreRequest("opensearch", "opensearch", "each-region", TWO),
            StoreRequest("redis", "redis", "each-region", TWO, replicas=1),
        ),
        Addresses(0, 0),
    )
)


def test_each_store_has_a_url_per_region() -> None:
    assert urls(SERVERS) == {
        "cassandra": {
            "eu-west-1": "cassandra://127.0.0.1:9042?dc=eu-west-1",
            "us-east-1": "cassandra://127.0.0.2:9042?dc=us-east-1",
        },
        "orders": {"eu-west-1": "mysql://root@127.0.0.1:3306", "us-east-1": "mysql://root@127.0.0.2:3306"},
        "opensearch": {"eu-west-1": "http://127.0.0.1:9200", "us-east-1": "http://127.0.0.2:9200"},
        "redis": {"eu-west-1": "redis://127.0.0.1:6379", "us-east-1": "redis://127.0.0.2:6379"},
    }


def test_variables_name_every_server() -> None:
    variables = environment_variables(SERVERS)
    assert variables["GAMEMODEL_ORDERS_US_EAST_1"] == "mysql://root@127.0.0.2:3306"
    assert variables["GAMEMODEL_REDIS_EU_WEST_1_REPLICA1"] == "redis://127.0.0.1:6380"
    assert sorted(variables.values()) == sorted(place.url for place in SERVERS)
