"""Checks what the store's flavour cannot do: access strings that it refuses, keys that are too long."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.checks.families import DeclaredFamily
from gamemodel.engines.redis.compile.roles import derived_roles
from gamemodel.engines.redis.dialect import elasticache
from gamemodel.engines.redis.dialect.rights import access_string
from gamemodel.engines.redis.flavours import FLAVOURS
from gamemodel.engines.redis.schema import Registry
from gamemodel.topology import Store

LONGEST_KEY = 1024
"""Characters of a key's fixed text from which it costs more than it says."""


def prove(families: tuple[DeclaredFamily, ...], options: Options, store: Store) -> Iterator[Diagnostic]:
    """Findings about the store's declared flavour."""
    flavour = FLAVOURS.get(store.flavour)
    for family in families:
        if len(family.compiled.key) > LONGEST_KEY:
            yield family.at(
                codes.FLAVOUR, f"its key has {len(family.compiled.key)} characters", "shorten it: every key carries it"
            )
    if flavour is None or flavour.setuser:
        return
    registry = Registry(options.prefix, options.cluster, options.ignore)
    for role in derived_roles(tuple(each.compiled for each in families), registry, options):
        for problem in elasticache.problems(access_string(role)):
            yield codes.ACCESS_STRING.at(store.span, f"the access string of role {role.name}: {problem}")
