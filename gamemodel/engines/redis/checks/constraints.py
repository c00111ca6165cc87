"""What a flavour cannot do: rights that fit no access string, words that the servers would not take."""

from __future__ import annotations

from collections.abc import Iterator

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis import codes
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.checks.families import Subject, found
from gamemodel.engines.redis.compile.schema import derived_roles
from gamemodel.engines.redis.dialect import elasticache
from gamemodel.engines.redis.dialect.rights import access_string
from gamemodel.engines.redis.flavours import FLAVOURS
from gamemodel.engines.redis.schema import Registry
from gamemodel.topology import Store

LONGEST_KEY = 1024
"""Characters of a key's fixed text from which it costs more than it says."""


def prove(subjects: tuple[Subject, ...], options: Options, store: Store) -> Iterator[Diagnostic]:
    """Findings about the store's declared flavour."""
    flavour = FLAVOURS.get(store.flavour)
    for subject in subjects:
        if len(subject.family.key) > LONGEST_KEY:
            yield subject.say(
                codes.FLAVOUR, f"its key has {len(subject.family.key)} characters", "shorten it: every key carries it"
            )
    if flavour is None or flavour.setuser:
        return
    registry = Registry(options.prefix, options.cluster, options.ignore)
    for role in derived_roles(tuple(each.family for each in subjects), registry, options):
        for problem in elasticache.problems(access_string(role)):
            yield found(codes.ACCESS_STRING, f"the access string of role {role.name}: {problem}", store.span)
