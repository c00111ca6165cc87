"""What one target can hold: rights are left out, with a note, where gamemodel may not set them."""

from __future__ import annotations

from dataclasses import replace

from gamemodel.engine import Observed
from gamemodel.engines.redis.changes import AddFamily, AddRegistry, AddRole
from gamemodel.engines.redis.dialect import registry
from gamemodel.engines.redis.flavours import FLAVOURS
from gamemodel.engines.redis.schema import Schema
from gamemodel.step import Bindings, Statement, Step
from gamemodel.topology import Target

NOT_APPLIED = "not-applied"
"""The word of an environment's setting `acl` that leaves rights out."""


def without_roles(target: Target) -> str:
    """Why this target's rights are not set by gamemodel, or the empty string where they are."""
    if target.setting("acl") == NOT_APPLIED:
        return "the environment says acl: not-applied"
    flavour = FLAVOURS.get(target.store.flavour)
    if flavour is not None and not flavour.setuser:
        return f"{flavour.name} has no ACL SETUSER; apply the access strings in acl/ through its API"
    return ""


def observable(schema: Schema, target: Target) -> Observed[Schema]:
    """`schema` without what this target cannot hold."""
    reason = without_roles(target)
    if not reason or not schema.roles:
        return Observed(schema)
    names = ", ".join(role.name for role in schema.roles)
    return Observed(replace(schema, roles=()), (f"rights of {names} are neither applied nor compared: {reason}",))


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
        return (Statement(f"family:{name}", registry.unset_family(schema.registry, name)),)
    if kind == "registry" and schema.registry is not None:
        return AddRegistry(schema.registry).steps(schema)
    return ()


def bindings(schema: Schema, target: Target) -> Bindings:  # noqa: ARG001
    """No value differs per target."""
    return Bindings()
