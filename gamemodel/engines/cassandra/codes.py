"""The codes that this engine raises, with the pages that `gamemodel explain` prints; each stands beside what finds it."""

from __future__ import annotations

from gamemodel.diagnostics import Code
from gamemodel.engines.cassandra import refusals


def codes() -> tuple[Code, ...]:
    """All of them, by id."""
    return tuple(sorted(refusals.CODES, key=lambda code: code.id))
