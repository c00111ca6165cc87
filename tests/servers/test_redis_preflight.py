"""What preflight finds on real Redis servers before anything is sent."""

from __future__ import annotations

import redis

from tests.servers import redis_place
from tests.servers.redis_place import Place

pair = redis_place.pair
place = redis_place.place


def on(url: str) -> Place:
    return Place(url, "pre:", redis.Redis.from_url(url, decode_responses=True))


def found(place: Place, *settings: tuple[str, str]) -> list[str]:
    with place.open(*settings) as server:
        return [each.code for each in server.preflight()]


def test_a_user_that_may_not_set_rights_is_found(place: Place) -> None:
    name = f"{place.prefix.rstrip(':')}-deploy"
    address = place.url.removeprefix("redis://")
    deploy = Place(f"redis://{name}:secret@{address}", place.prefix, place.client)
    place.client.execute_command("ACL", "SETUSER", name, "on", ">secret", "~*", "+@all", "-acl|setuser")
    try:
        assert found(deploy) == ["GM663"]
        place.client.execute_command("ACL", "SETUSER", name, "+acl|setuser")
        assert found(deploy) == []
    finally:
        place.client.execute_command("ACL", "DELUSER", name)


def test_a_server_that_evicts_any_key_is_found(pair: tuple[str, str]) -> None:
    primary = on(pair[0])
    primary.client.config_set("maxmemory-policy", "allkeys-lru")
    assert found(primary) == ["GM664"]
    primary.client.config_set("maxmemory-policy", "volatile-lru")
    assert found(primary) == []


def test_a_replica_in_place_of_the_primary_is_found(pair: tuple[str, str]) -> None:
    primary, replica = pair
    assert found(on(replica), ("nodes", replica.removeprefix("redis://"))) == ["GM665"]
    assert found(on(primary)) == []
