"""Reads a live Redis as a schema: its registry, its users' rights on every node, and what its keys break."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engine import Pace
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.dialect import registry
from gamemodel.engines.redis.schema import Registry, Schema
from gamemodel.engines.redis.server import users
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.engines.redis.server.scan import audit
from gamemodel.engines.redis.server.target import without_roles
from gamemodel.topology import Target


def introspect(nodes: Nodes, target: Target, expected: Schema, pace: Pace) -> Schema:
    """Registry and rights from the primary and every node; keys from replicas where `pace` prefers them.

    Keys are classified against `expected`. Where it declares nothing yet, no key is read: nothing is owned then.
    """
    live = live_registry(nodes, expected.registry or Registry(target.store.options_as(Options).prefix))
    roles = () if without_roles(target) else users.roles(nodes, expected.roles)
    if expected.registry is None:
        return replace(live, roles=roles)
    strays, violations = audit(nodes, expected, expected.registry, pace)
    return replace(
        live,
        roles=roles,
        strays=strays,
        violations=tuple(sorted((*live.violations, *violations), key=lambda each: (each.family, each.problem))),
        retired=expected.retired,
    )


def live_registry(nodes: Nodes, known: Registry) -> Schema:
    """The registry as it stands on the server, as a schema without roles."""
    flat = nodes.keyed(known.key, "HGETALL", known.key)
    return registry.read(dict(zip(flat[::2], flat[1::2], strict=True)))
