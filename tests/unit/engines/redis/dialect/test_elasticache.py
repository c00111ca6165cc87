"""What an ElastiCache access string may hold."""

from __future__ import annotations

import pytest

from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.dialect import elasticache, rights
from gamemodel.engines.redis.schema import Family, Registry, Rights, Role

FAMILY = Family(
    "users.profile", "game:user:<name>:profile", "hash", ttl_s=900, readers=("game",), writers=("accounts",)
)


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
