"""Derives the rights of roles from the readers, writers and `fill` of key families."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.dialect import rights
from gamemodel.engines.redis.schema import Family, Registry, Rights, Role


def derived_roles(families: tuple[Family, ...], registry: Registry, options: Options) -> tuple[Role, ...]:
    """Every role that reads or writes a family, or is granted something, with explicit commands on explicit keys."""
    granted: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in families:
        for name in sorted({*each.readers, *each.writers}):
            for access in accesses(each, name):
                granted[name][(each.kind if access != "slide" else "", access)].append(each.pattern.glob)
    extra = {grant.name: grant for grant in options.grants}
    base = (*rights.CONNECTION, *(rights.CLUSTER if registry.cluster else ()))
    found = []
    for name in sorted({*granted, *extra}):
        granted[name][("registry", "read")].append(registry.key)
        commands = {*base, *(extra[name].commands if name in extra else ())}
        channels = extra[name].channels if name in extra else ()
        found.append(
            Role(name, Rights(tuple(sorted(commands)), (), tuple(sorted(channels)), rights.selectors(granted[name])))
        )
    return tuple(found)


Access = Literal["read", "write", "both", "slide"]


def accesses(family: Family, role: str) -> tuple[Access, ...]:
    """What `role` does with the keys of a family: a reader of a read-through family also writes, one of a sliding family renews the TTL."""
    reads = role in family.readers
    writes = role in family.writers or (reads and family.fill == "read-through")
    if reads and writes:
        return ("both",)
    if writes:
        return ("write",)
    return ("read", "slide") if family.sliding else ("read",)
