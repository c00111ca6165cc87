"""A reviewer's warnings about a difference: one rule per file, each with its code and page; found by their module names."""

from __future__ import annotations

from gamemodel.change import Difference
from gamemodel.diagnostics import Diagnostic
from gamemodel.engines.cassandra.schema import Schema
from gamemodel.topology import Store


def review(old: Schema, difference: Difference[Schema], store: Store) -> tuple[Diagnostic, ...]:
    """Every rule's findings."""
    del old, difference, store
    return ()
