"""Rights as ACL rules and back."""

from __future__ import annotations

import pytest

from gamemodel.engines.redis.dialect import rights
from gamemodel.engines.redis.schema import Family, Rights, Selector

FAMILY = Family(
    "users.profile", "game:user:<name>:profile", "hash", ttl_s=900, readers=("game",), writers=("accounts",)
)


CATEGORIES = {
    "hash": frozenset({"hget", "hset", "hincrby"}),
    "connection": frozenset({"client", "client|id", "client|kill", "ping"}),
}


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("-@all", ()),
        ("-@all +hget +client|id", ("client|id", "hget")),
        ("-@all +@hash -hincrby", ("hget", "hset")),
        ("-@all +@connection -client", ("ping",)),
        ("-@all +client", ("client|id", "client|kill")),
        ("-@all +@all -client|kill", ("client|id", "hget", "hincrby", "hset", "ping")),
    ],
)
def test_rules_are_carried_out(text: str, commands: tuple[str, ...]) -> None:
    assert rights.allowed(text, CATEGORIES) == commands


def test_what_getuser_says_is_put_into_normal_form() -> None:
    reply = {
        "commands": "-@all +ping",
        "keys": "",
        "channels": "&b &a",
        "selectors": [["commands", "-@all +hset +hget", "keys", "%W~b %R~a", "channels", ""]],
    }
    found = rights.from_getuser(reply, CATEGORIES)
    assert found == Rights(("ping",), (), ("a", "b"), (Selector(("hget", "hset"), ("%R~a", "%W~b")),))


def test_passwords_and_on_are_no_part_of_the_rules() -> None:
    words = rights.rules(Rights(("ping",)))
    assert words == ("resetkeys", "resetchannels", "clearselectors", "-@all", "+ping")
