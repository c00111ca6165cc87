"""Steps that lead one subject from nothing to what a schema says, for a step that a target skipped."""

from __future__ import annotations

from gamemodel.engines.redis.changes import AddFamily, AddRegistry, AddRole
from gamemodel.engines.redis.dialect import registry
from gamemodel.engines.redis.schema import Schema
from gamemodel.step import Statement, Step


def restore(schema: Schema, subject: str) -> tuple[Step, ...]:
    """The steps; a subject that the schema has not is removed. Every step can be repeated."""
    kind, _, rest = subject.partition(":")
    if kind == "role":
        role = schema.role(rest)
        return AddRole(role).steps(schema) if role else ()
    if kind == "family" and schema.registry is not None:
        name = ".".join(rest.split(".")[:2])
        family = schema.family(name)
        if family is not None:
            return AddFamily(family).steps(schema)
        return (Statement(f"family:{name}", registry.unset(schema.registry, name)),)
    if kind == "registry" and schema.registry is not None:
        return AddRegistry(schema.registry).steps(schema)
    return ()
