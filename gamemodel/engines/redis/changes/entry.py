"""What every change of a family does: find it, and write its whole registry entry, so that each step can be repeated."""

from __future__ import annotations

from gamemodel.engines.redis.dialect import registry
from gamemodel.engines.redis.schema import Family, Registry, Schema
from gamemodel.step import Statement


def registry_of(schema: Schema) -> Registry:
    if schema.registry is None:
        raise ValueError("the registry comes first")
    return schema.registry


def known(schema: Schema, name: str) -> Family:
    family = schema.family(name)
    if family is None:
        raise ValueError(f"no key family {name}")
    return family


def write(schema: Schema, subject: str, family: Family, comment: str) -> Statement:
    return Statement(subject, registry.set_family(registry_of(schema), family), comment)
