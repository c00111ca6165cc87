"""Rights for nodes that were added to a target later."""

from __future__ import annotations

from gamemodel.engines.redis.changes import AddRole
from gamemodel.engines.redis.schema import Schema
from gamemodel.engines.redis.server import users
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.engines.redis.server.target import without_roles
from gamemodel.step import Step
from gamemodel.topology import Target


def steps(nodes: Nodes, target: Target, expected: Schema) -> tuple[Step, ...]:
    """Steps that give each role its rights on nodes where its user has none yet."""
    if without_roles(target):
        return ()
    return tuple(step for role in users.without_rights(nodes, expected.roles) for step in AddRole(role).steps(expected))
