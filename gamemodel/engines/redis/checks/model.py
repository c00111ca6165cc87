"""Runs all checks of a model's Redis store."""

from __future__ import annotations

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.checks import constraints, overlap, queries, shapes, size, slots, ttl
from gamemodel.engines.redis.checks.families import read
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """All findings. A family whose key cannot be read is reported once and then left out."""
    families, found = read(model, store)
    options = store.options_as(Options)
    for family in families:
        found += [*shapes.prove(family), *ttl.prove(family, model, store), *size.prove(family)]
    found += queries.prove(families, model, store)
    found += overlap.prove(families, options)
    found += slots.prove(families)
    found += constraints.prove(families, options, store)
    return tuple(dict.fromkeys(found))
