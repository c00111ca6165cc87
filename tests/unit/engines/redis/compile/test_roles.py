"""Rights are derived from readers, writers and fill."""

from __future__ import annotations

from gamemodel.engines.redis.block.sections import Grant, Options
from gamemodel.engines.redis.compile.roles import accesses, derived_roles
from gamemodel.engines.redis.dialect import rights
from gamemodel.engines.redis.schema import Family, Registry

FAMILY = Family(
    "users.profile", "game:user:<name>:profile", "hash", ttl_s=900, readers=("game",), writers=("accounts",)
)


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
