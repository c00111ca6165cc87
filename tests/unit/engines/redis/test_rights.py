"""Rights: derived from readers, writers and fill; as ACL rules and back; as access strings."""

from __future__ import annotations

import pytest

from gamemodel.engines.redis.block.sections import Grant, Options
from gamemodel.engines.redis.compile.roles import accesses, derived_roles
from gamemodel.engines.redis.dialect import elasticache, rights
from gamemodel.engines.redis.schema import Family, Registry, Rights, Role, Selector

FAMILY = Family(
    "users.profile", "game:user:<name>:profile", "hash", ttl_s=900, readers=("game",), writers=("accounts",)
)
CATEGORIES = {
    "hash": frozenset({"hget", "hset", "hincrby"}),
    "connection": frozenset({"client", "client|id", "client|kill", "ping"}),
}


def test_who_reads_writes_and_fills() -> None:
    from dataclasses import replace

    assert accesses(FAMILY, "game") == ("read",)
    assert accesses(FAMILY, "accounts") == ("write",)
    assert accesses(replace(FAMILY, fill="read-through"), "game") == ("both",)
    assert accesses(replace(FAMILY, sliding=True), "game") == ("read", "slide")
    assert accesses(replace(FAMILY, readers=("accounts",)), "accounts") == ("both",)


def test_rights_are_explicit_commands_on_explicit_keys() -> None:
    accounts, game = derived_roles((FAMILY,), Registry("game:"), Options("game:"))
    assert (accounts.name, game.name) == ("accounts", "game")
    assert game.rights.patterns == ("%R~game:gamemodel:registry", "%R~game:user:*:profile")
    assert accounts.rights.patterns == ("%R~game:gamemodel:registry", "%W~game:user:*:profile")
    every = {c for role in (accounts, game) for s in role.rights.selectors for c in s.commands}
    assert "hgetall" in every
    assert not {"scan", "keys", "randomkey", "dbsize", "flushall", "eval"} & every
    assert not any("@" in command for command in every)


def test_a_role_that_is_only_granted_something_has_rights() -> None:
    options = Options("game:", grants=(Grant("jobs", ("publish",), ("chat:*",)),))
    (jobs,) = derived_roles((), Registry("game:"), options)
    assert "publish" in jobs.rights.commands
    assert jobs.rights.channels == ("chat:*",)
    assert "&chat:*" in rights.rules(jobs.rights)


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("+get", "must begin with on or off"),
        ("on >secret ~*", "sets a password"),
        ("on nopass ~*", "sets a password"),
        ("on reset", "would remove the passwords"),
        ("on ~* +config", "config is forbidden"),
        ("on ~* +acl|setuser", "acl|setuser is forbidden"),
        ("on ~* (+get", "parentheses"),
        ("on hello", "is not a rule"),
        ("on off", "is there twice"),
        ("on (~a +debug)", "debug is forbidden"),
    ],
)
def test_what_an_access_string_cannot_hold(text: str, words: str) -> None:
    assert any(words in each for each in elasticache.problems(text))


@pytest.mark.parametrize("text", ["on ~* +@all", "off", "on %R~a:* &ch -@all +get (~b +set) +client|id"])
def test_access_strings_that_are_good(text: str) -> None:
    assert elasticache.problems(text) == ()


def test_ours_are_good() -> None:
    for role in derived_roles((FAMILY,), Registry("game:", cluster=True), Options("game:", cluster=True)):
        assert elasticache.problems(rights.access_string(role)) == ()
    assert rights.access_string(Role("x", Rights())) == "on -@all"
