"""What became of a step whose completion was never recorded: the live registry or user against both schemas."""

from __future__ import annotations

from gamemodel.engine import Outcome
from gamemodel.engines.redis.schema import Family, Registry, Rights, Role, Schema
from gamemodel.engines.redis.server import users
from gamemodel.engines.redis.server.introspect import live_registry
from gamemodel.engines.redis.server.nodes import Nodes
from gamemodel.step import Statement, Step


def outcome(nodes: Nodes, step: Step, before: Schema, after: Schema) -> Outcome:
    """A data step counts as not done: it can be repeated at its cursor."""
    kind, _, rest = step.subject.partition(":")
    if not isinstance(step, Statement):
        return Outcome.NOT_DONE
    if kind == "role":
        wanted = after.role(rest) or Role(rest, Rights())
        return Outcome.DONE if users.held(nodes, wanted) else Outcome.NOT_DONE
    registry = after.registry or before.registry
    known = live_registry(nodes, registry) if registry else Schema()
    live, new, old = (_subject(schema, kind, rest) for schema in (known, after, before))
    if live == new:
        return Outcome.DONE
    return Outcome.NOT_DONE if live == old else Outcome.NEITHER


def _subject(schema: Schema, kind: str, rest: str) -> Family | Registry | None:
    return schema.family(".".join(rest.split(".")[:2])) if kind == "family" else schema.registry
