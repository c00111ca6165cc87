"""What can be proven of a model's Redis store before anything is sent: every proof of checks/, over one reading of the model."""

from __future__ import annotations

from typing import cast

from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.redis.block.sections import Options
from gamemodel.engines.redis.checks import constraints as fits
from gamemodel.engines.redis.checks import overlap as apart
from gamemodel.engines.redis.checks import queries as serves
from gamemodel.engines.redis.checks import shapes
from gamemodel.engines.redis.checks import size as weighs
from gamemodel.engines.redis.checks import ttl as lasts
from gamemodel.engines.redis.checks.families import read
from gamemodel.model import Model
from gamemodel.topology import Store


def check(model: Model, store: Store) -> tuple[Diagnostic, ...]:
    """All findings. What one proof finds faulty, the later ones leave out, so that one fault is told once."""
    subjects, found = read(model, store)
    options = cast("Options", store.options)
    for proof in (shapes, lasts, weighs):
        found += [each for subject in subjects for each in proof.prove(subject, model, store)]
    found += serves.prove(subjects, model, store)
    found += apart.prove(subjects, options)
    found += fits.prove(subjects, options, store)
    return tuple(dict.fromkeys(found))
